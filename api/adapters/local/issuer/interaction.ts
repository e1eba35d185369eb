import type { IncomingMessage, ServerResponse } from 'node:http';
import type { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider/lib/provider.js';
import { PAGE_STYLE } from '../../../oidc/page.ts';
import { DEMO_USERS } from './demousers.ts';
import { pageHeaders } from './issuerheaders.ts';
import { ISSUER_STYLE_PATH, overPage, peoplePage } from './issuerpages.ts';

const MAX_FORM_BYTES = 1024;

/**
 * Answers the page on which somebody says who they are, its form, and its style. Which sign-in it is about lies in the
 * provider's own signed cookie, which no other site's form brings along (SameSite=Lax).
 */
export function createInteraction({ provider, origin }: { provider: Provider; origin: string }): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  async function show(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response);
    send(response, 200, 'text/html', peoplePage(request.headers['accept-language'] ?? null), pageHeaders([new URL(String(params['redirect_uri'])).origin]));
  }

  async function choose(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await formOf(request);
    const subject = form?.get('subject') ?? '';
    if (form?.has('cancel')) {
      await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'cancelled' });
    } else if (DEMO_USERS.some((user) => user.subject === subject)) {
      await provider.interactionFinished(request, response, { login: { accountId: subject, remember: false } });
    } else {
      send(response, 400, 'text/plain', 'not a demo user');
    }
  }

  return async (request, response) => {
    try {
      const page = request.url !== ISSUER_STYLE_PATH;
      if (request.method === 'POST' && page) return await choose(request, response);
      if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', 'method not allowed', { Allow: page ? 'GET, HEAD, POST' : 'GET, HEAD' });
      return page ? await show(request, response) : send(response, 200, 'text/css', PAGE_STYLE);
    } catch (error) {
      // Of the provider: the sign-in that the page belonged to is over, or another browser's.
      const over = (error as Partial<errors.OIDCProviderError>).error === 'invalid_request';
      send(response, over ? 400 : 500, 'text/html', overPage(origin, request.headers['accept-language'] ?? null));
    }
  };
}

function send(response: ServerResponse, status: number, type: string, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, ...headers }).end(text);
}

/** The fields of a form, or undefined when it is too large to be ours. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let text = '';
  for await (const piece of request) {
    text += String(piece);
    if (text.length > MAX_FORM_BYTES) return undefined;
  }
  return new URLSearchParams(text);
}
