import type { FaultTable } from './faulttable.ts';


/** The faults in Spanish, as one speaks to a colleague one does not know: usted. */
export const spanish: FaultTable = {
  capture: {
    microphone_refused: {
      what: 'El micrófono no está permitido',
      todo: {
        ios: 'Abra Ajustes (Configuración), busque Safari o el navegador que use, elija Micrófono y permítalo. Después inténtelo de nuevo.',
        safari: 'En la barra de menús abra Safari, después los ajustes de este sitio web, y permita el micrófono. Después inténtelo de nuevo.',
        'chrome-android': 'Toque el icono junto a la dirección, después Permisos, y permita el micrófono. En la aplicación instalada, mantenga presionado su icono y elija Configuración del sitio. Después inténtelo de nuevo.',
        chrome: 'Seleccione el icono junto a la dirección (en la aplicación instalada, los tres puntos y su información) y active el micrófono. Después inténtelo de nuevo.',
        edge: 'Seleccione el candado junto a la dirección (en la aplicación instalada, los tres puntos y su información) y permita el micrófono para este sitio. Después inténtelo de nuevo.',
        firefox: 'Seleccione el micrófono tachado, o el candado, junto a la dirección y quite el bloqueo. Después inténtelo de nuevo.',
        other: 'Permítalo para Holdfast en los ajustes de este navegador y después inténtelo de nuevo.',
      },
    },
    microphone_missing: { what: 'No hay ningún micrófono', todo: 'Conecte un micrófono o unos auriculares con micrófono e inténtelo de nuevo.' },
    microphone_busy: {
      what: 'Otra aplicación está usando el micrófono',
      todo: {
        ios: 'Termine la llamada o cierre la aplicación que lo usa, también Siri y el dictado. Después inténtelo de nuevo.',
        other: 'Termine la llamada o cierre la aplicación que lo usa e inténtelo de nuevo.',
      },
    },
    microphone_lost: { what: 'El micrófono ha dejado de funcionar', todo: 'Termine cualquier llamada y revise los auriculares.' },
    recorder_unsupported: {
      what: 'Este navegador no puede grabar',
      todo: {
        ios: 'Abra Ajustes (Configuración), después General y Actualización de software, y actualice este dispositivo. Aquí no sirve cambiar de navegador.',
        safari: 'Actualice macOS o abra Holdfast en una versión reciente de Chrome, Edge o Firefox.',
        'chrome-android': 'Actualice este navegador en Play Store y vuelva a abrir Holdfast.',
        other: 'Actualícelo o abra Holdfast en una versión reciente de Chrome, Edge, Firefox o Safari.',
      },
    },
    recorder_failed: { what: 'La grabadora se ha detenido', todo: 'Inténtelo de nuevo. Si vuelve a detenerse, cierre Holdfast y ábralo otra vez.' },
    no_key: { what: 'Falta la clave para cifrar', todo: 'Conéctese a una red e inicie sesión una vez; después ya no hará falta conexión.' },
    storage_full: {
      what: 'Este dispositivo está lleno',
      todo: {
        ios: 'Abra Ajustes (Configuración), después General y Almacenamiento, y libere espacio. Después inténtelo de nuevo.',
        'chrome-android': 'Abra los ajustes de este dispositivo, después Almacenamiento, y libere espacio. Después inténtelo de nuevo.',
        other: 'Libere espacio e inténtelo de nuevo.',
      },
    },
    storage_failed: { what: 'El almacenamiento de este dispositivo no responde', todo: 'Cierre Holdfast en todas las ventanas de este dispositivo y vuelva a abrirlo.' },
  },

  captureSafe: {
    notStarted: 'No se ha grabado nada nuevo. Lo que ya estaba guardado está a salvo.',
    paused: (duration) => `Lo que ha grabado hasta ahora está a salvo: ${duration}.`,
    ended: (duration) => `La grabación ha terminado. Lo guardado está a salvo: ${duration}.`,
    endedEmpty: 'La grabación ha terminado antes de que se guardara nada.',
  },
  capturePaused: 'Reanudar continúa la grabación, Detener la termina.',



  screen: {
    storage_unreadable: {
      what: 'No se pueden leer las grabaciones',
      safe: 'No se ha borrado nada.',
      todo: 'Cierre Holdfast en todas las ventanas de este dispositivo y vuelva a abrirlo. No borre sus datos; si el problema continúa, avise al servicio de soporte.',
    },
    recording_off: {
      what: 'La grabación está desactivada',
      safe: 'Sus grabaciones se conservan en este dispositivo.',
      todo: 'Pregunte a su administrador cuándo volverá a activarse.',
    },
    not_ready: {
      what: 'No es posible grabar ahora',
      safe: 'En este momento no se podría guardar nada; por eso no se graba.',
      todo: 'Cierre Holdfast en todas las ventanas de este dispositivo y vuelva a abrirlo.',
    },
    nothing_saved: {
      what: 'No se guardó ningún sonido',
      safe: 'No hay nada que enviar.',
      todo: 'Revise el micrófono antes de volver a grabar.',
    },
    language_missing: {
      what: 'Ese idioma aún no está en este dispositivo.',
      safe: 'Nada ha cambiado.',
      todo: 'Conéctese a una red y elíjalo de nuevo.',
    },
    text_not_saved: {
      what: 'Esto no se ha guardado.',
      safe: 'La grabación está a salvo.',
      todo: 'Vuelva al campo y salga de él para intentarlo otra vez; si no sirve, anótelo en otro lugar.',
    },
  },
};
