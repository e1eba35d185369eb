import { useEffect, useState } from 'preact/hooks';
import { adminApi } from './adminapi.ts';
import { adminWords } from './words/adminwords.ts';

/** The way to the administration, for whoever the server says is an admin. */
export function AdminLink() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    void adminApi.session().then((answer) => setShown(answer.kind === 'ok' && answer.value.roles.includes('admin')));
  }, []);
  if (!shown) return null;
  return (
    <p class="account-part">
      <a class="action look-plain" href="/admin/flags">
        {adminWords().link}
      </a>
    </p>
  );
}
