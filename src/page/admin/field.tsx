import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** A text that is typed, with what is wrong with it, told beside it. The text stays as it is typed, whatever is wrong. */
export function Field(props: {
  label: string;
  value: string;
  hint?: string | undefined;
  fault?: string | undefined;
  type?: 'text' | 'email' | 'datetime-local' | 'search';
  inputMode?: 'decimal' | 'numeric' | 'email' | 'text';
  lines?: number;
  maxLength?: number;
  lang?: string;
  onInput(text: string): void;
  children?: ComponentChildren;
}) {
  const { label, value, hint, fault, type = 'text', inputMode, lines = 1, maxLength, lang, onInput } = props;
  const id = useId();
  const field = {
    id,
    class: 'field',
    value,
    lang,
    maxLength,
    autocomplete: 'off',
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}fault ${id}hint`,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => onInput(currentTarget.value),
  } as const;
  return (
    <div class="admin-field">
      <label for={id}>{label}</label>
      <div class="admin-field-row">
        {lines > 1 ? <textarea {...field} rows={lines} /> : inputOf(type, { ...field, inputMode })}
        {props.children}
      </div>
      <output class="admin-fault" id={`${id}fault`}>
        {fault}
      </output>
      <p class="admin-hint" id={`${id}hint`}>
        {hint}
      </p>
    </div>
  );
}

/** Each kind of its own, as the types of the elements want it. */
function inputOf(type: 'text' | 'email' | 'datetime-local' | 'search', field: Omit<JSX.IntrinsicElements['input'], 'type' | 'role' | 'list'>) {
  switch (type) {
    case 'email':
      return <input {...field} type="email" />;
    case 'search':
      return <input {...field} type="search" />;
    case 'datetime-local':
      return <input {...field} type="datetime-local" />;
    case 'text':
      return <input {...field} type="text" />;
  }
}
