import { DEMO_USERS } from './demousers.ts';

const ENGLISH = {
  lang: 'en',
  title: 'Sign in',
  question: 'Who is recording?',
  note: 'This is a demonstration: there is no password. A recording belongs to the person you choose here.',
  names: { 'demo-admin': 'Admin', 'demo-support': 'Support', 'demo-doctor': 'Doctor', 'demo-nurse': 'Nurse' } as Record<string, string>,
  signedIn: 'Signed in',
  onward: 'Go on',
};

const SPANISH: typeof ENGLISH = {
  lang: 'es',
  title: 'Entrar',
  question: '¿Quién va a grabar?',
  note: 'Esto es una demostración: no hay contraseña. Cada grabación pertenece a la persona que elija aquí.',
  names: { 'demo-admin': 'Administración', 'demo-support': 'Soporte', 'demo-doctor': 'Médica', 'demo-nurse': 'Enfermero' },
  signedIn: 'Sesión iniciada',
  onward: 'Continuar',
};

/** The page that offers the demo users. `returnTo` is a checked path, `languages` an Accept-Language header. */
export function signInPage(returnTo: string, languages: string | null): string {
  const texts = textsFor(languages);
  const people = [...DEMO_USERS].map(([subject, { email }]) => {
    const name = escaped(texts.names[subject] ?? subject);
    return `<li><button name="subject" value="${escaped(subject)}"><b>${name}</b><span>${escaped(email ?? '')}</span></button></li>`;
  });
  return page(
    texts,
    '',
    `<h1>${texts.question}</h1>
<p>${texts.note}</p>
<form method="post" action="/oidc/signin"><input type="hidden" name="returnTo" value="${escaped(returnTo)}">
<ul>${people.join('\n')}</ul></form>`,
  );
}

/** The page that goes on to `returnTo`, a checked path, without a script. */
export function onwardPage(returnTo: string, languages: string | null): string {
  const texts = textsFor(languages);
  const path = escaped(returnTo);
  return page(
    texts,
    `<meta http-equiv="refresh" content="0; url=${path}">`,
    `<h1>${texts.signedIn}</h1>
<p><a href="${path}">${texts.onward}</a></p>`,
  );
}

// The referrer policy is for browsers without Sec-Fetch-Site: under no-referrer they send a form with `Origin: null`.
function page(texts: typeof ENGLISH, head: string, body: string): string {
  return `<!doctype html>
<html lang="${texts.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin"><meta name="color-scheme" content="light dark"><title>${texts.title} · Holdfast</title><link rel="stylesheet" href="/oidc/style.css">${head}</head>
<body><header>Holdfast</header><main>${body}</main></body></html>
`;
}

// The first language that is ours wins; browsers list them in order of preference.
function textsFor(languages: string | null): typeof ENGLISH {
  const first = (languages ?? '').split(',').map((tag) => tag.trim().toLowerCase().slice(0, 2)).find((tag) => tag === 'en' || tag === 'es');
  return first === 'es' ? SPANISH : ENGLISH;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** What both pages look like, in light and dark. */
export const STYLE = `:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fff;--ink:#14201f;--soft:#55625f;--line:#dfe1da;--sea:#0f6b66;--wash:#e2f0ed}
@media(prefers-color-scheme:dark){:root{--paper:#0e1514;--card:#172120;--ink:#eef3f1;--soft:#9fb0ac;--line:#26322f;--sea:#58c4b8;--wash:#12302d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100svh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
font:1rem/1.45 ui-rounded,"SF Pro Rounded",system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
header{padding:20px;font-weight:700;letter-spacing:-.01em}
main{width:100%;max-width:26rem;margin:auto;padding:0 20px 32px}
h1{margin:0 0 8px;font-size:1.875rem;line-height:1.2;letter-spacing:-.02em}
p{margin:0 0 24px;color:var(--soft)}
ul{margin:0;padding:0;list-style:none;display:grid;gap:12px}
button{width:100%;min-height:76px;padding:14px 18px;display:grid;gap:2px;text-align:start;font:inherit;color:inherit;
background:var(--card);border:1.5px solid var(--line);border-radius:18px;cursor:pointer;overflow-wrap:anywhere}
button b{font-size:1.125rem;font-weight:650}
button span{color:var(--soft);font-size:.875rem}
button:hover{border-color:var(--sea);background:var(--wash)}
:focus-visible{outline:3px solid var(--sea);outline-offset:2px}
a{color:var(--sea);font-weight:650}
`;
