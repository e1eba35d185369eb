import { sendingSpanish } from '../faults/sendingspanish.ts';
import { librarySpanish } from './libraryspanish.ts';
import { diagnosticsSpanish } from '../diagnostics/spanish.ts';
import { installSpanish } from '../install/spanish.ts';
import { updateSpanish } from '../update/spanish.ts';
import { createNumbers } from './numbers.ts';
import type { MoreWords } from './words.ts';

const { count, number } = createNumbers<'one' | 'many'>('es');

/** The words, in Spanish, of what is not needed to see the button for recording. */
export const moreSpanish: MoreWords = {
  faults: sendingSpanish,
  ...librarySpanish,

  takes: {
    label: 'Tomas',
    take: (nth) => `Toma ${number(nth)}`,
    now: 'ahora',
    saved: 'guardada',
    earlier: (takes) => count(takes, { one: '# toma anterior', many: '# de tomas anteriores', other: '# tomas anteriores' }),
  },

  meter: {
    label: 'Nivel',
    steps: { none: 'Sin sonido', quiet: 'Bajo', good: 'Bueno', loud: 'Muy alto', unknown: 'Nivel desconocido' },
  },

  silent: {
    title: 'No se oye nada',
    text: 'El micrófono está abierto, pero en silencio. Lo grabado está a salvo. Hable, revise si el micrófono o los auriculares están silenciados, o elija otro micrófono.',
    choose: 'Elegir un micrófono',
  },

  interrupted: {
    why: {
      muted: 'El micrófono se silenció',
      ended: 'El micrófono se desconectó',
      no_data: 'El micrófono no entregó sonido',
      recorder_failed: 'La grabadora de este navegador se detuvo',
      asleep: 'El dispositivo se suspendió o se cambió su reloj',
      switched: 'Se cambió de micrófono',
    },
    since: (time) => `No se graba ningún sonido desde las ${time}.`,
    saved: (duration) => `Lo grabado antes está guardado: ${duration}.`,
    goesOn: 'La grabación continúa automáticamente en cuanto vuelva el micrófono.',
    waits: 'Reanudar continúa la grabación, Detener la termina.',
  },

  keepOpen: {
    text: 'Mantenga Holdfast abierto: si sale de la aplicación, el micrófono puede detenerse.',
    screen: 'Mantenga la pantalla encendida: este navegador no puede hacerlo por usted.',
  },

  space: {
    title: (minutes) => (minutes === 0 ? 'Queda espacio para menos de un minuto' : count(minutes, { one: 'Queda espacio para # minuto', many: 'Queda espacio para # de minutos', other: 'Queda espacio para # minutos' })),
    during: 'Lo que grabe hasta entonces se guarda. Libere espacio en este dispositivo pronto.',
    before: 'Libere espacio en este dispositivo antes de una grabación larga.',
    low: 'Queda poco espacio en este dispositivo.',
  },

  options: {
    title: 'Opciones',
    microphone: 'Micrófono',
    system: 'El que elija el dispositivo',
    unnamed: 'Los micrófonos aparecerán aquí después de la primera grabación.',
    change: 'Si elige otro micrófono, continúa con él al instante, en una toma nueva.',
    sound: 'Sonido',
    voice: 'Voz',
    voiceHint: 'Se eliminan el ruido y el eco.',
    raw: 'Original',
    rawHint: 'No se cambia nada: para auscultación, música y salas enteras.',
    quality: 'Calidad',
    presets: { small: 'Reducida', standard: 'Normal', high: 'Alta' },
    hoursLeft: (hours) =>
      count(hours, { one: 'queda alrededor de # hora en este dispositivo', many: 'quedan alrededor de # de horas en este dispositivo', other: 'quedan alrededor de # horas en este dispositivo' }),
    minutesLeft: (minutes) =>
      count(minutes, { one: 'queda alrededor de # minuto en este dispositivo', many: 'quedan alrededor de # de minutos en este dispositivo', other: 'quedan alrededor de # minutos en este dispositivo' }),
    moreHours: (hours) =>
      count(hours, { one: 'queda más de # hora en este dispositivo', many: 'quedan más de # de horas en este dispositivo', other: 'quedan más de # horas en este dispositivo' }),
    moreMinutes: (minutes) =>
      count(minutes, { one: 'queda más de # minuto en este dispositivo', many: 'quedan más de # de minutos en este dispositivo', other: 'quedan más de # minutos en este dispositivo' }),
    leftUnknown: 'este navegador no indica cuánto espacio queda',
    fixed: 'El sonido y la calidad no cambian hasta que termine esta grabación.',
    close: 'Listo',
  },

  summary: {
    label: 'Resumen',
    gaps: 'Interrupciones',
    gap: (from, to, duration, why) => `De ${from} a ${to} faltan ${duration}. ${why}.`,
    unknownCause: 'Se desconoce el motivo',
    marks: 'Marcas',
    noSoundTitle: 'No se oyó nada',
    noSoundText: 'Todo se conserva en este dispositivo. Si aun así hay algo que oír, envíela.',
    sendAnyway: 'Enviar de todos modos',
  },

  flags: {
    close: 'Cerrar',
    heldTitle: (waiting) => count(waiting, { one: '# grabación se conserva en este dispositivo', many: '# de grabaciones se conservan en este dispositivo', other: '# grabaciones se conservan en este dispositivo' }),
    held: 'El envío está desactivado. Siguen aquí, selladas, hasta que su administrador lo active de nuevo; entonces se envían solas al abrir Holdfast.',
  },

  details: {
    hint: 'Se cifran antes de guardarse. Solo puede leerlos quien puede abrir la grabación.',
    title: 'Título',
    patient: 'Referencia del paciente',
    note: 'Nota',
    markLabel: (nth, at) => `Etiqueta de la marca ${number(nth)} en ${at}`,
    saving: 'Guardando',
    saved: 'Guardado y cifrado',
    savedHere: 'Guardado y cifrado. La grabación ya se había enviado: esto se envía después.',
    sealedOff: 'Está cifrado y este dispositivo no puede leerlo. Lo que escriba aquí lo sustituye.',
    loading: 'Un momento.',
  },

  install: installSpanish,
  update: updateSpanish,
  diagnostics: diagnosticsSpanish,
};
