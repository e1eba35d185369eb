import { escaped, pageHtml, pageLanguage } from './page.ts';

/**
 * Why somebody is not signed in. `cancelled`: by them, at the issuer. `expired`: the attempt is over, or came back twice.
 * `unreachable`: the issuer does not answer. `refused`: what it answered does not hold. `no_role`: it gives them none of ours.
 * `shut_out`: an admin of ours has. `unavailable`: our own store is out of reach.
 */
export type SignInFault = 'cancelled' | 'expired' | 'unreachable' | 'refused' | 'no_role' | 'shut_out' | 'unavailable';

type Texts = Record<SignInFault, readonly [title: string, explanation: string]> & Record<'signedIn' | 'onward' | 'safe' | 'again' | 'back', string>;

/** Where `PAGE_STYLE` lies for these pages. */
export const STYLE_PATH = '/oidc/style.css';

const ENGLISH: Texts = {
  signedIn: 'Signed in',
  onward: 'Go on',
  cancelled: ['Sign-in was cancelled', 'You came back before you had signed in.'],
  expired: ['This sign-in is over', 'It was used before, or it took more than ten minutes. Please begin again.'],
  unreachable: ['Signing in is not possible right now', 'The service that knows who you are does not answer. You can go on recording without it.'],
  refused: ['Signing in did not work', 'The answer of the sign-in service could not be verified. If this happens again, please tell your support.'],
  no_role: ['This account may not use Holdfast', 'Please ask your administrator for access, or use another account.'],
  shut_out: ['Your access has ended', 'An administrator has withdrawn it from this account.'],
  unavailable: ['Signing in is not possible right now', 'The service has a fault. You can go on recording without it.'],
  safe: 'What has been recorded on this device is safe and stays here.',
  again: 'Sign in again',
  back: 'Back to the app',
};

const SPANISH: Texts = {
  signedIn: 'Sesión iniciada',
  onward: 'Continuar',
  cancelled: ['No se inició la sesión', 'Volvió antes de haber entrado.'],
  expired: ['Este intento ha terminado', 'Ya se había usado, o tardó más de diez minutos. Empiece de nuevo, por favor.'],
  unreachable: ['Ahora no es posible entrar', 'El servicio que sabe quién es usted no responde. Puede seguir grabando sin él.'],
  refused: ['No fue posible entrar', 'La respuesta del servicio de acceso no se pudo verificar. Si vuelve a ocurrir, avise a soporte.'],
  no_role: ['Esta cuenta no puede usar Holdfast', 'Pida acceso a su administrador o use otra cuenta.'],
  shut_out: ['Su acceso ha terminado', 'Un administrador se lo ha retirado a esta cuenta.'],
  unavailable: ['Ahora no es posible entrar', 'El servicio tiene un fallo. Puede seguir grabando sin él.'],
  safe: 'Lo que se ha grabado en este dispositivo está a salvo y sigue aquí.',
  again: 'Entrar de nuevo',
  back: 'Volver a la aplicación',
};

const TEXTS = { en: ENGLISH, es: SPANISH };

/** The page that goes on to `returnTo`, a checked path, without a script. `languages` is an `Accept-Language` header. */
export function onwardPage(returnTo: string, languages: string | null): string {
  const lang = pageLanguage(languages);
  const { signedIn, onward } = TEXTS[lang];
  const path = escaped(returnTo);
  return pageHtml({
    lang,
    title: signedIn,
    style: STYLE_PATH,
    head: `<meta http-equiv="refresh" content="0; url=${path}">`,
    body: `<h1>${signedIn}</h1>
<p><a href="${path}">${onward}</a></p>`,
  });
}

/** The page that says why nobody is signed in, and what can be done. `returnTo` is a checked path, `languages` an `Accept-Language` header. */
export function faultPage(fault: SignInFault, returnTo: string, languages: string | null): string {
  const lang = pageLanguage(languages);
  const texts = TEXTS[lang];
  const [title, explanation] = texts[fault];
  return pageHtml({
    lang,
    title,
    style: STYLE_PATH,
    body: `<h1>${title}</h1>
<p>${explanation} ${texts.safe}</p>
<ul><li><a href="/oidc/signin?returnTo=${escaped(encodeURIComponent(returnTo))}">${texts.again}</a></li>
<li><a href="/">${texts.back}</a></li></ul>`,
  });
}
