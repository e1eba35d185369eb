import { useId } from 'preact/hooks';

/** One of several, each with what it means. `off`: none can be chosen now. */
export function Choices<Value extends string>(props: { title: string; chosen: Value; off: boolean; choices: readonly { value: Value; label: string; hint: string }[]; onChoose(value: Value): void }) {
  const id = useId();
  return (
    <fieldset class="option" disabled={props.off}>
      <legend>{props.title}</legend>
      {props.choices.map(({ value, label, hint }) => (
        <label key={value} class="choice">
          <input type="radio" name={id} value={value} checked={value === props.chosen} aria-labelledby={`${id}${value}label`} aria-describedby={`${id}${value}hint`} onChange={() => props.onChoose(value)} />
          <span class="choice-text">
            <span class="choice-label" id={`${id}${value}label`}>
              {label}
            </span>
            <span class="choice-hint" id={`${id}${value}hint`}>
              {hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
