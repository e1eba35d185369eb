import type { updateEnglish } from './english.ts';

/** A new version, in Spanish. */
export const updateSpanish: typeof updateEnglish = {
  title: 'Hay una versión nueva lista',
  text: 'Holdfast se vuelve a abrir con ella. Las grabaciones quedan como están.',
  update: 'Actualizar',
  later: 'Más tarde',
  held: 'Hay una grabación en curso en este dispositivo. Actualice cuando termine.',
  applying: 'Un momento. Primero termina lo que se está enviando.',
  stuck: 'Cierre Holdfast en todas partes en este dispositivo y vuelva a abrirlo.',
};
