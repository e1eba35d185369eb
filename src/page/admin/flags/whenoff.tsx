import { Choices } from '../../options/choices.tsx';
import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';

/** What becomes of recordings that wait while it is off. */
export function WhenOff() {
  const { desk } = useAdmin();
  const own = adminWords().whenOff;
  const chosen = desk.form.value?.fields.whenOff === 'drain' ? 'drain' : 'hold';
  return (
    <div class="admin-card">
      <Choices
        title={own.title}
        chosen={chosen}
        off={false}
        choices={[
          { value: 'hold', label: own.hold, hint: own.holdHint },
          { value: 'drain', label: own.drain, hint: own.drainHint },
        ]}
        onChoose={(value) => desk.set('whenOff', value)}
      />
    </div>
  );
}
