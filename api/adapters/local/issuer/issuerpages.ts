import type { Role } from '../../../ports.ts';
import { escaped, pageHtml, pageLanguage } from '../../../oidc/page.ts';
import { DEMO_USERS } from './demousers.ts';

/** The path, below the issuer, of the pages' style. */
export const ISSUER_STYLE_PATH = '/issuer/style.css';

interface Texts {
  title: string;
  question: string;
  note: string;
  names: Readonly<Record<string, string>>;
  roles: Record<Role, string>;
  cancel: string;
  over: string;
  again: string;
  back: string;
}

const ENGLISH: Texts = {
  title: 'Sign in',
  question: 'Who is recording?',
  note: 'This is a demonstration: there is no password. A recording belongs to the person you choose here.',
  names: { 'demo-admin': 'Admin', 'demo-support': 'Support', 'demo-doctor': 'Doctor', 'demo-nurse': 'Nurse' },
  roles: { admin: 'admin', user: 'user' },
  cancel: 'Cancel',
  over: 'This page is over',
  again: 'It was used before, or waited too long. Please go back to the app and begin again.',
  back: 'Back to the app',
};

const SPANISH: Texts = {
  title: 'Entrar',
  question: '¿Quién va a grabar?',
  note: 'Esto es una demostración: no hay contraseña. Cada grabación pertenece a la persona que elija aquí.',
  names: { 'demo-admin': 'Administración', 'demo-support': 'Soporte', 'demo-doctor': 'Médica', 'demo-nurse': 'Enfermero' },
  roles: { admin: 'administra', user: 'graba' },
  cancel: 'Cancelar',
  over: 'Esta página ya no sirve',
  again: 'Ya se había usado, o esperó demasiado. Vuelva a la aplicación y empiece de nuevo.',
  back: 'Volver a la aplicación',
};

const TEXTS = { en: ENGLISH, es: SPANISH };

/** The page that offers the demo's people; it posts to itself. `languages` is an `Accept-Language` header. */
export function peoplePage(languages: string | null): string {
  const lang = pageLanguage(languages);
  const texts = TEXTS[lang];
  const people = DEMO_USERS.map(({ subject, email, roles }) => {
    const name = escaped(texts.names[subject] ?? subject);
    const may = roles.map((role) => texts.roles[role]).join(', ');
    return `<li><button name="subject" value="${escaped(subject)}"><b>${name}</b><span>${escaped(email)} · ${may}</span></button></li>`;
  });
  return pageHtml({
    lang,
    title: texts.title,
    style: ISSUER_STYLE_PATH,
    body: `<h1>${texts.question}</h1>
<p>${texts.note}</p>
<form method="post"><ul>${people.join('\n')}
<li><button name="cancel" value="1"><b>${texts.cancel}</b></button></li></ul></form>`,
  });
}

/** The page for whatever cannot go on. `appUrl` is where the app lies. */
export function overPage(appUrl: string, languages: string | null): string {
  const lang = pageLanguage(languages);
  const texts = TEXTS[lang];
  return pageHtml({
    lang,
    title: texts.title,
    style: ISSUER_STYLE_PATH,
    body: `<h1>${texts.over}</h1>
<p>${texts.again}</p>
<ul><li><a href="${escaped(appUrl)}">${texts.back}</a></li></ul>`,
  });
}
