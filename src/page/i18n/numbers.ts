/** How one language writes numbers. */
export interface Numbers<Form extends Intl.LDMLPluralRule> {
  number(value: number): string;
  /** Whole percent, 0 to 100. */
  percent(percent: number): string;
  /** A count with the form of the words that goes with it. `#` in the form stands for the number. */
  count(count: number, forms: Record<Form, string>): string;
}

/**
 * The numbers of a language; `Form` are the plural forms that it tells apart. Where an older browser knows others,
 * it gets `other`, which every language has. Formatters are made once: they are slow to make.
 */
export function createNumbers<Form extends Intl.LDMLPluralRule>(locale: string): Numbers<Form | 'other'> {
  const rules = new Intl.PluralRules(locale);
  const plain = new Intl.NumberFormat(locale);
  const share = new Intl.NumberFormat(locale, { style: 'percent' });
  return {
    number: (value) => plain.format(value),
    percent: (percent) => share.format(percent / 100),
    count(count, forms) {
      const known: Partial<Record<Intl.LDMLPluralRule, string>> = forms;
      return (known[rules.select(count)] ?? forms.other).replaceAll('#', plain.format(count));
    },
  };
}
