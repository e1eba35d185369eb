import type { IncomingMessage, ServerResponse } from 'node:http';
import { escaped, PAGE_STYLE, pageHtml, pageLanguage } from '../../../oidc/page.ts';
import { pageHeaders } from '../issuer/issuerheaders.ts';
import { fingerprintOf } from './certificate.ts';

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
  after: string;
  open: string;
}

const ENGLISH: Texts = {
  title: 'Try it on this phone',
  why: 'Browsers record offline only over a connection that they trust. This certificate is for this one address, and nobody can make another with it. Remove it when you are done.',
  get: '1. Download the certificate',
  ios: '2. iPhone: Settings → Profile Downloaded → Install. Then Settings → General → About → Certificate Trust Settings: switch it on.',
  android: '2. Android: Settings, search for “CA certificate” → Install anyway → the file you downloaded.',
  after: 'Before you install it, compare its SHA-256 with the one in the terminal:',
  open: '3. Open Holdfast',
};

const SPANISH: Texts = {
  title: 'Probar en este teléfono',
  why: 'Los navegadores graban sin conexión solo por una conexión de confianza. Este certificado vale para esta única dirección, y nadie puede hacer otro con él. Quítelo cuando termine.',
  get: '1. Descargar el certificado',
  ios: '2. iPhone: Ajustes → Perfil descargado → Instalar. Después Ajustes → General → Información → Ajustes de confianza de los certificados: actívelo.',
  android: '2. Android: Ajustes, busque «Certificado de CA» → Instalar de todas formas → el archivo descargado.',
  after: 'Antes de instalarlo, compare su SHA-256 con el de la terminal:',
  open: '3. Abrir Holdfast',
};

const TEXTS = { en: ENGLISH, es: SPANISH };

/** Answers everything below `PHONE_PATH`: the steps, and the `authority`'s certificate (PEM) that they are about. */
export function createPhonePages({ authority }: { authority: string }): (request: IncomingMessage, response: ServerResponse) => void {
  const fingerprint = fingerprintOf(authority);
  return (request, response) => {
    const send = (status: number, type: string, body: string) =>
      void response.writeHead(status, { 'Content-Type': type, ...pageHeaders([]) }).end(request.method === 'HEAD' ? undefined : body);
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text/plain', 'method not allowed');
    const [path = ''] = (request.url ?? '').split('?');
    if (path === CERTIFICATE_PATH) return send(200, 'application/x-x509-ca-cert', authority);
    if (path === STYLE_PATH) return send(200, 'text/css; charset=utf-8', PAGE_STYLE);
    if (path === PHONE_PATH) return send(200, 'text/html; charset=utf-8', page(fingerprint, request.headers['accept-language'] ?? null));
    return send(404, 'text/plain', 'not found');
  };
}

function page(fingerprint: string, languages: string | null): string {
  const lang = pageLanguage(languages);
  const texts = TEXTS[lang];
  return pageHtml({
    lang,
    title: texts.title,
    style: STYLE_PATH,
    body: `<h1>${texts.title}</h1>
<p>${texts.why}</p>
<ul><li><a href="${CERTIFICATE_PATH}">${texts.get}</a></li></ul>
<p>${texts.after}<br>${escaped(fingerprint)}</p>
<p>${texts.ios}</p>
<p>${texts.android}</p>
<ul><li><a href="/">${texts.open}</a></li></ul>`,
  });
}
