import { spanish } from '../faults/spanish.ts';
import { createNumbers } from './numbers.ts';
import type { Words } from './words.ts';

const LOCALE = 'es';
const { count, number, percent } = createNumbers<'one' | 'many'>(LOCALE);
const recordings = (waiting: number) => count(waiting, { one: '# grabación', many: '# de grabaciones', other: '# grabaciones' });
const minutes = (begun: number) => count(begun, { one: '# minuto', many: '# de minutos', other: '# minutos' });
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Every word on the screen, in Spanish that is at home on both sides of the ocean. A recording is feminine: what tells of one agrees with it. */
export const es: Words = {
  locale: LOCALE,
  brand: 'Holdfast',
  today: 'Hoy',
  yesterday: 'Ayer',
  dayAndTime: (day, time) => `${capital(day)}, ${time}`,
  dot: ' · ',

  views: {
    label: 'Vistas',
    record: 'Grabar',
    recordings: (waiting) => (waiting === 0 ? 'Grabaciones' : `Grabaciones · ${number(waiting)}`),
    title: { record: 'Holdfast', recordings: 'Grabaciones · Holdfast' },
  },

  network: {
    online: 'Con conexión',
    offline: 'Sin conexión',
    blocked: 'Sin acceso al servidor',
    captive: 'La red pide su propio inicio de sesión',
    slow: 'Conexión lenta',
    waiting: (waiting) => count(waiting, { one: '# pendiente', many: '# de pendientes', other: '# pendientes' }),
    sending: (nth, of) => (of === 1 ? 'Enviando' : `Enviando ${number(nth)} de ${number(of)}`),
  },

  recorder: {
    label: 'Grabadora',
    record: 'Grabar',
    pause: 'Pausar',
    resume: 'Reanudar',
    stop: 'Detener',
    ready: 'Listo para grabar',
    readyHint: 'Funciona sin conexión. Lo que grabe queda cifrado en este dispositivo hasta que se envíe.',
    starting: 'Abriendo el micrófono',
    recording: 'Grabando',
    pausing: 'Pausando',
    paused: 'En pausa',
    resuming: 'Reanudando',
    interrupted: 'Interrumpida',
    stopping: 'Guardando',
    clock: 'Tiempo escuchado',
    saved: (duration) => `Guardado en este dispositivo: ${duration}`,
    alreadySent: (sent) => `${percent(sent)} ya enviado`,
    mark: 'Marcar este momento',
    marked: (marks, at) => `Marca ${number(marks)} en ${at}`,
    notMarked: 'No se pudo poner la marca. La grabación continúa.',
    consent: 'El paciente ha sido informado y acepta la grabación',
    options: 'Opciones',
    details: 'Datos privados',
  },

  stopped: {
    title: (duration) => `${duration} a salvo en este dispositivo`,
    soon: 'Se enviará enseguida.',
    sending: 'Se está enviando.',
    waitsForNetwork: 'Se enviará automáticamente en cuanto haya conexión.',
    waitsForTime: 'Todavía no se pudo enviar. Se volverá a intentar automáticamente.',
    signIn: 'Se enviará en cuanto inicie sesión.',
    sent: 'Ya se ha enviado.',
    archived: 'Está en el archivo central.',
    kept: 'Se conserva aquí hasta que se envíe.',
    failed: 'No se pudo enviar y se conserva en este dispositivo.',
    noSound: 'No contiene ningún sonido. Se conserva en este dispositivo y no se envía.',
  },

  storage: {
    reload: 'Volver a cargar',
  },

  library: {
    title: 'Grabaciones',
    emptyTitle: 'Todavía no hay grabaciones',
    empty: 'Elija Grabar y hable. Aquí aparecerá cada grabación con su estado.',
    sendNow: 'Enviar ahora',
    waiting: (waiting) => `${recordings(waiting)} por enviar.`,
    offline: 'Ahora no hay conexión. En cuanto la haya, se enviarán automáticamente.',
    keepOpen: 'Mantenga la aplicación abierta para enviar.',
    signedOut: 'Para enviar, inicie sesión.',
    held: 'El envío está desactivado por ahora.',
    progress: 'Enviado hasta ahora',
    exportFile: 'Guardar como archivo',
    damagedTitle: 'Una grabación',
  },

  state: {
    recording: 'Grabando',
    paused: 'En pausa',
    waiting: 'Pendiente',
    partialWaiting: 'Parcial · pendiente',
    sending: (sent) => `Enviando ${percent(sent)}`,
    sent: 'Enviada',
    failed: (why) => `Error: ${why}`,
    empty: 'Vacía',
    withPartial: (label) => `${label} · parcial`,
  },

  detail: {
    waitsForWifi: 'Espera una red wifi',
    recovered: 'Recuperada tras una interrupción',
    because: capital,
    partlySent: (sent) => `${percent(sent)} enviado`,
    amending: 'Lo que escribió después espera a ser enviado',
    beingChecked: 'El archivo central la está comprobando',
    archived: 'En el archivo central',
    empty: 'No se guardó ningún sonido. No se envía.',
  },

  signIn: {
    action: 'Iniciar sesión',
    outTitle: (waiting) => (waiting === 0 ? 'No ha iniciado sesión' : `Inicie sesión para enviar ${recordings(waiting)}`),
    out: 'Puede seguir grabando sin iniciar sesión.',
    otherTitle: 'Otra persona ha iniciado sesión en este dispositivo',
    other: 'Sus grabaciones se conservan aquí, cifradas, y se enviarán cuando vuelva a iniciar sesión.',
    afterRecording: 'Inicie sesión cuando termine esta grabación.',
  },

  account: {
    nameless: 'Sesión iniciada',
    signOut: 'Cerrar sesión',
    hint: 'Antes de que otra persona use este dispositivo, cierre la sesión.',
    recording: 'Primero detenga la grabación.',
    sending: 'Su sesión ha terminado. Lo que grabe se sigue enviando; vuelva a iniciar sesión cuando le convenga.',
  },

  signOut: {
    title: '¿Cerrar sesión?',
    nothing: 'Aquí no queda nada por enviar. Quien use este dispositivo después no verá nada suyo.',
    onlyWritten: (of) => `Lo que escribió sobre ${recordings(of)} no se ha enviado. Queda sellado en este dispositivo y sale cuando vuelva a iniciar sesión aquí.`,
    held: (held, begun) =>
      count(held, {
        one: `# grabación con ${minutes(begun)} de sonido está solo en este dispositivo.`,
        many: `# de grabaciones con ${minutes(begun)} de sonido están solo en este dispositivo.`,
        other: `# grabaciones con ${minutes(begun)} de sonido están solo en este dispositivo.`,
      }),
    send: 'Enviar ahora',
    sendHint: 'La sesión se cierra en cuanto se haya enviado todo.',
    sendOffline: 'Ahora no hay conexión.',
    sendSignedOut: 'Para enviar, primero inicie sesión.',
    sendFailed: 'Lo que hay aquí no se pudo enviar.',
    keep: 'Conservar cifrado hasta que vuelva',
    keepHint: 'Se queda en este dispositivo. Nadie puede escucharlo, y se enviará cuando vuelva a iniciar sesión aquí.',
    delete: 'Eliminar',
    deleteHint: 'Se pierde para siempre: nadie más lo tiene.',
    cancel: 'Mantener la sesión',
    leftOver: 'No se pudo enviar todo. Lo que falta sigue aquí.',
    storage: 'El almacenamiento de este dispositivo no responde y la sesión sigue abierta. Cierre Holdfast por completo en este dispositivo y vuelva a abrirlo.',
    deleteTitle: (held) => `¿Eliminar ${recordings(held)}?`,
    deleteText: (held, begun) => `Se pierde para siempre: ${minutes(begun)} de sonido en ${recordings(held)}. Nadie más tiene ese sonido y nadie puede recuperarlo.`,
    deleteWord: 'eliminar',
    deleteType: (word) => `Escriba «${word}» para confirmar`,
    deleteAction: 'Eliminar y cerrar sesión',
    back: 'Atrás',
    sendingTitle: 'Enviando antes de salir',
    sendingText: 'La sesión se cierra en cuanto se haya enviado todo. Mantenga Holdfast abierto.',
    sendingOffline: 'Se perdió la conexión. El envío continúa en cuanto vuelva, y entonces se cierra la sesión.',
    deleting: 'Eliminando',
    leaving: 'Cerrando sesión',
    moment: 'Un momento.',
  },

  lock: {
    title: 'Bloqueado',
    online: 'Inicie sesión para ver las grabaciones.',
    offline: 'Se puede grabar. Conéctese para desbloquear.',
    recording: 'La grabación continúa. Inicie sesión para ver las demás cuando termine.',
  },

  welcome: {
    title: 'Grabe en cualquier lugar',
    text: 'Inicie sesión una vez en este dispositivo. Después, Holdfast graba sin conexión, y lo que da por guardado se conserva hasta que se envía.',
    firstNeedsNetwork: 'Ahora no hay conexión. El primer inicio de sesión en un dispositivo la necesita.',
    keysTitle: 'Casi listo',
    keysText: 'A este dispositivo le falta la clave con la que se cifran las grabaciones. Se obtiene una sola vez, después de iniciar sesión.',
    keysNeedNetwork: 'Ahora no hay conexión. Para obtener la clave hace falta una.',
  },

  language: {
    label: 'Idioma',
  },

  faults: spanish,
};
