import { expect, test } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';
import { createNumbers } from './numbers.ts';

test.each([
  [0, '0 recordings wait to be sent.', '0 grabaciones por enviar.'],
  [1, '1 recording waits to be sent.', '1 grabación por enviar.'],
  [2, '2 recordings wait to be sent.', '2 grabaciones por enviar.'],
  [12_345, '12,345 recordings wait to be sent.', '12.345 grabaciones por enviar.'],
  [1_000_000, '1,000,000 recordings wait to be sent.', '1.000.000 de grabaciones por enviar.'],
])('R50 [LNG3] %d takes its form in both languages', (count, english, spanish) => {
  expect(en.library.waiting(count)).toBe(english);
  expect(es.library.waiting(count)).toBe(spanish);
});

test('R50 [LNG3] every form of a count agrees with its number', () => {
  expect(es.signOut.held(1, 1)).toBe('1 grabación con 1 minuto de sonido está solo en este dispositivo.');
  expect(es.signOut.held(2, 5)).toBe('2 grabaciones con 5 minutos de sonido están solo en este dispositivo.');
  expect([es.network.waiting(1), es.network.waiting(2)]).toEqual(['1 pendiente', '2 pendientes']);
  expect([es.signIn.outTitle(0), es.signIn.outTitle(1)]).toEqual(['No ha iniciado sesión', 'Inicie sesión para enviar 1 grabación']);
  expect([es.network.sending(1, 1), es.network.sending(2, 1200)]).toEqual(['Enviando', 'Enviando 2 de 1200']);
});

test('R50 [LNG3] a form that the words do not have is the other one', () => {
  expect(createNumbers<'other'>('es').count(1, { other: '# x' })).toBe('1 x');
});

test('R50 [LNG4] percentages are written as the language writes them', () => {
  expect(en.state.sending(40)).toBe('Sending 40%');
  expect(es.state.sending(40)).toBe('Enviando 40\u00a0%');
});
