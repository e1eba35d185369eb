import type { LegacyWords } from './english.ts';

/** The words of the legacy recorder, in Spanish. */
export const spanish: LegacyWords = {
  label: 'Grabadora en línea',
  title: 'Grabadora en línea',
  hint: 'Necesita red mientras graba y hasta que se envía. No se guarda nada en este dispositivo: quédese en esta página hasta que diga Enviado.',
  offline: 'Ahora no hay red. Esta grabadora la necesita.',
  record: 'Grabar en línea',
  stop: 'Detener y enviar',
  newRecording: 'Nueva grabación',
  opening: 'Abriendo el micrófono',
  recording: 'Grabando, solo en esta página',
  stopping: 'Terminando la grabación',
  sending: (percent) => `Enviando ${percent}. Mantenga abierta esta página.`,
  sent: (duration) => `Enviado: ${duration}`,
  keptTitle: 'Solo en esta página',
  kept: (duration) => `${duration} de sonido están solo en esta página. Se pierden cuando se cierra.`,
  saved: 'Se guardó como archivo. Entregue el archivo a soporte.',
  tryAgain: 'Intentar de nuevo',
  saveAsFile: 'Guardar como archivo',
  signInElsewhere: 'Inicie sesión en otra pestaña e inténtelo de nuevo',
  crashTitle: 'La grabadora sin conexión no arrancó',
  crash: 'Falló varias veces seguidas en este dispositivo. Lo que guardó sigue aquí. Hasta que vuelva a funcionar puede grabar en línea.',
  crashTryAgain: 'Probar otra vez la grabadora sin conexión',
  faults: {
    offline: { title: 'No se alcanza el servidor', text: 'Esta grabadora necesita red. Inténtelo de nuevo cuando la haya.' },
    sign_in: { title: 'La sesión está cerrada', text: 'Para usar esta grabadora primero hay que iniciar sesión.' },
    refused: { title: 'El servidor no acepta esta grabación', text: 'Guárdela como archivo y avise a soporte.' },
    not_sent: { title: 'No se pudo enviar', text: 'Inténtelo de nuevo en un momento.' },
  },
};
