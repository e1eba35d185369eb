import type { Handler } from 'hono';
import { OWNER_ID } from '../../src/core/names.ts';
import { personChange, type People } from '../../src/wire/api.ts';
import { checked, parseJson, readBody, requireJson } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { ProblemError } from '../problem.ts';
import { signedInAs } from '../signedin.ts';

const MAX_BODY_BYTES = 1024;

/** `GET /api/people`, for admins: everybody who has ever signed in. */
export function people(deps: AppDeps): Handler {
  return async (c) => {
    await signedInAs('admin', deps.sessions, c.req.raw);
    return c.json(await everybody(deps));
  };
}

/** `POST /api/people/{ownerId}`, for admins: shuts somebody out or lets them in again, and answers with everybody as they are then. */
export function changePerson(deps: AppDeps): Handler {
  return async (c) => {
    const admin = await signedInAs('admin', deps.sessions, c.req.raw);
    const ownerId = c.req.param('ownerId') ?? '';
    if (!OWNER_ID.test(ownerId)) throw new ProblemError('bad_request', { detail: 'not an owner id' });
    requireJson(c.req.raw);
    const { disabled } = checked(personChange, parseJson(await readBody(c.req.raw, MAX_BODY_BYTES)), 'bad_request');
    // The last admin would be out for good, and letting oneself in again would end the session that does it.
    if (ownerId === admin.ownerId) throw new ProblemError('bad_request', { detail: 'nobody shuts themself out or in' });
    if (!(await deps.people.setDisabled(ownerId, disabled, admin.ownerId))) throw new ProblemError('not_found');
    deps.log('info', disabled ? 'person_shut_out' : 'person_let_in');
    return c.json(await everybody(deps));
  };
}

async function everybody({ people: known }: AppDeps): Promise<People> {
  return { holdfast: 'people', people: (await known.all()).map((person) => ({ ...person })) };
}
