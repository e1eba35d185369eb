import { useId } from 'preact/hooks';
import { SETTINGS, type NumberSetting, type SettingName } from '../../../core/flags/settings.ts';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { adminWords } from '../words/adminwords.ts';
import type { AdminWords } from '../words/en.ts';
import { faultText } from './faulttext.ts';
import { SETTING_NAMES } from './form.ts';
import { UNIT_OF } from './units.ts';

/** Everything that can be set from afar, each in its unit and within its bounds. */
export function SettingsForm() {
  const { desk } = useAdmin();
  const words = adminWords();
  const own = words.settings;
  const [form, edit] = [desk.form.value, desk.edit.value];
  if (!form || !edit) return null;
  return (
    <details class="admin-card">
      <summary>
        <h2 class="admin-title">{own.title}</h2>
      </summary>
      <p class="admin-hint">{own.hint}</p>
      {SETTING_NAMES.map((name) => {
        const setting = SETTINGS[name];
        if (setting.kind === 'switch') return <SwitchField key={name} name={name} />;
        return (
          <Field
            key={name}
            label={words.fields[name]}
            inputMode="decimal"
            value={form.fields[name]}
            hint={hintOf(name, setting, words)}
            fault={faultText(edit, name, words)}
            onInput={(text) => desk.set(name, text)}
          />
        );
      })}
    </details>
  );
}

function hintOf(name: SettingName, setting: NumberSetting, words: AdminWords): string {
  const { unit, factor } = UNIT_OF[name];
  const text = (value: number) => words.units[unit](value / factor);
  const built = setting.default === null ? words.settings.noLimit : text(setting.default);
  return `${words.settings.built(built)}. ${words.settings.bounds(text(setting.min), text(setting.max))}.`;
}

function SwitchField({ name }: { name: SettingName }) {
  const { desk } = useAdmin();
  const id = useId();
  const words = adminWords();
  return (
    <div class="admin-field">
      <label for={id}>{words.fields[name]}</label>
      <select class="field" id={id} value={desk.form.value?.fields[name]} onChange={({ currentTarget }) => desk.set(name, currentTarget.value)}>
        <option value="">{words.settings.builtChoice(words.units.switch(SETTINGS[name].default ? 1 : 0))}</option>
        <option value="on">{words.units.switch(1)}</option>
        <option value="off">{words.units.switch(0)}</option>
      </select>
    </div>
  );
}
