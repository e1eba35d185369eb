import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAGE_STYLE, pageHtml, pageLanguage } from '../../../oidc/page.ts';
import { pageHeaders } from '../issuer/issuerheaders.ts';

/** Where a phone is told how to trust this machine. */
export const PHONE_PATH = '/phone';

const STYLE_PATH = `${PHONE_PATH}/style.css`;
const CERTIFICATE_PATH = `${PHONE_PATH}/holdfast.crt`;

interface Texts {
  title: string;
  why: string;
  get: string;
  ios: string;
  android: string;
  compare: string;
  open: string;
}

const ENGLISH: Texts = {
  title: 'Try it on this phone',
  why: 'Browsers record offline only over a connection that they trust. This certificate is for this one address, and nobody can make another with it. Remove it when you are done.',
  get: '1. Download the certificate',
  ios: '2. Install it. iPhone: Settings → Profile Downloaded → Install. Then Settings → General → About → Certificate Trust Settings: switch it on.',
  android: 'Android: Settings, search for “CA certificate” → Install anyway → the file you downloaded.',
  compare: 'Compare the SHA-256 that the phone shows in the certificate’s details with the one in the terminal: if they differ, somebody stands between you.',
  open: '3. Open Holdfast',
};

const SPANISH: Texts = {
  title: 'Probar en este teléfono',
  why: 'Los navegadores graban sin conexión solo por una conexión de confianza. Este certificado vale para esta única dirección, y nadie puede hacer otro con él. Quítelo cuando termine.',
  get: '1. Descargar el certificado',
  ios: '2. Instalarlo. iPhone: Ajustes → Perfil descargado → Instalar. Después Ajustes → General → Información → Ajustes de confianza de los certificados: actívelo.',
  android: 'Android: Ajustes, busque «Certificado de CA» → Instalar de todas formas → el archivo descargado.',
  compare: 'Compare el SHA-256 que el teléfono muestra en los detalles del certificado con el de la terminal: si no coinciden, hay alguien en medio.',
  open: '3. Abrir Holdfast',
};

const TEXTS = { en: ENGLISH, es: SPANISH };

/** Answers everything below `PHONE_PATH`: the steps, and the `authority`'s certificate (PEM) that they are about. */
export function createPhonePages({ authority }: { authority: string }): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const send = (status: number, type: string, body: string) =>
      void response.writeHead(status, { 'Content-Type': type, ...pageHeaders([]) }).end(request.method === 'HEAD' ? undefined : body);
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text/plain', 'method not allowed');
    const [path = ''] = (request.url ?? '').split('?');
    if (path === CERTIFICATE_PATH) return send(200, 'application/x-x509-ca-cert', authority);
    if (path === STYLE_PATH) return send(200, 'text/css; charset=utf-8', PAGE_STYLE);
    if (path === PHONE_PATH) return send(200, 'text/html; charset=utf-8', page(request.headers['accept-language'] ?? null));
    return send(404, 'text/plain', 'not found');
  };
}

function page(languages: string | null): string {
  const lang = pageLanguage(languages);
  const texts = TEXTS[lang];
  return pageHtml({
    lang,
    title: texts.title,
    style: STYLE_PATH,
    body: `<h1>${texts.title}</h1>
<p>${texts.why}</p>
<ul><li><a href="${CERTIFICATE_PATH}">${texts.get}</a></li></ul>
<p>${texts.ios}</p>
<p>${texts.android}</p>
<p>${texts.compare}</p>
<ul><li><a href="/">${texts.open}</a></li></ul>`,
  });
}
