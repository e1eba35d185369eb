// What the pages of sign-in have in common, ours and those of the demo's issuer: they need no script.

export interface Page {
  lang: string;
  title: string;
  /** Path of `PAGE_STYLE`. */
  style: string;
  /** Further elements of the head. */
  head?: string;
  body: string;
}

/** A page as HTML. `head` and `body` are put in as they are. */
export function pageHtml({ lang, title, style, head = '', body }: Page): string {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>${title} · Holdfast</title><link rel="stylesheet" href="${style}">${head}</head>
<body><header>Holdfast</header><main>${body}</main></body></html>
`;
}

/** The language to answer in. The first of an `Accept-Language` header that is ours wins; browsers list them in order of preference. */
export function pageLanguage(languages: string | null): 'en' | 'es' {
  const tags = (languages ?? '').split(',').map((tag) => tag.trim().toLowerCase().slice(0, 2));
  return tags.find((tag) => tag === 'en' || tag === 'es') ?? 'en';
}

/** `text` as text of HTML, or as the value of an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** What the pages look like, in light and dark. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fff;--ink:#14201f;--soft:#55625f;--line:#dfe1da;--sea:#0f6b66;--wash:#e2f0ed}
@media(prefers-color-scheme:dark){:root{--paper:#0e1514;--card:#172120;--ink:#eef3f1;--soft:#9fb0ac;--line:#26322f;--sea:#58c4b8;--wash:#12302d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100svh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
font:1rem/1.45 ui-rounded,"SF Pro Rounded",system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
header{padding:20px;font-weight:700;letter-spacing:-.01em}
main{width:100%;max-width:26rem;margin:auto;padding:0 20px 32px}
h1{margin:0 0 8px;font-size:min(1.875rem,11vw);overflow-wrap:anywhere;line-height:1.2;letter-spacing:-.02em}
p{margin:0 0 24px;color:var(--soft);overflow-wrap:anywhere}
ul{margin:0 0 24px;padding:0;list-style:none;display:grid;gap:12px}
button,li a{width:100%;min-height:76px;padding:14px 18px;display:grid;gap:2px;text-align:start;font:inherit;color:inherit;
background:var(--card);border:1.5px solid var(--line);border-radius:18px;cursor:pointer;overflow-wrap:anywhere}
li a{min-height:56px;align-content:center;font-weight:650;text-decoration:none}
button b{font-size:1.125rem;font-weight:650}
button span{color:var(--soft);font-size:.875rem}
button:hover,li a:hover{border-color:var(--sea);background:var(--wash)}
:focus-visible{outline:3px solid var(--sea);outline-offset:2px}
a{color:var(--sea);font-weight:650}
`;
