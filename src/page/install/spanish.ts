import type { installEnglish } from './english.ts';

/** Bringing Holdfast to the home screen, in Spanish. */
export const installSpanish: typeof installEnglish = {
  link: 'Poner Holdfast en la pantalla de inicio',

  offer: {
    title: 'Tenga Holdfast a mano',
    text: 'Desde la pantalla de inicio se abre sin conexión, y es menos probable que el navegador borre lo que falta por enviar.',
    how: 'Cómo instalar',
    later: 'Ahora no',
  },

  tab: {
    title: 'Está en una pestaña del navegador',
    apart: 'Lo que grabe aquí se guarda en el espacio de esta pestaña. La aplicación de la pantalla de inicio tiene otro espacio y no lo ve.',
    erased: 'Si pasan 7 días de navegación sin abrir esta página, el navegador puede borrar lo que guarda, enviado o no.',
    anyway: 'Grabar aquí de todos modos',
    how: 'Cómo instalar',
  },

  guide: {
    title: 'Poner Holdfast en la pantalla de inicio',
    why: 'Así se abre como cualquier otra aplicación, también sin conexión, en una ventana propia. No viene de ninguna tienda.',
    installed: 'Holdfast está instalado aquí. Para otro dispositivo:',
    install: 'Instalar ahora',
    others: 'Otros dispositivos y navegadores',
    close: 'Cerrar',
    keepingTitle: 'Qué mantiene a salvo las grabaciones',
    keeping: [
      'Una pestaña que no se visita puede perder lo que guarda: Safari lo borra tras 7 días de uso sin una visita. Con la aplicación instalada no se cuenta así.',
      'Borrar los datos del sitio web o quitar la aplicación elimina las grabaciones que no se enviaron.',
      'Después de la primera grabación, Holdfast pide al navegador que conserve sus datos. Si se le pregunta, permítalo.',
      'Las grabaciones enviadas están a salvo, pase lo que pase con este dispositivo.',
    ],
    platforms: {
      ios: {
        name: 'iPhone y iPad',
        steps: [
          'Abra esta página en Safari.',
          'Toque Compartir, el cuadrado con la flecha. En algunos iPhone está detrás de los tres puntos.',
          'Elija “Agregar a inicio” o “Añadir a pantalla de inicio”. Si no lo ve, desplácese hacia abajo o toque “Ver más”.',
          'Si se le pregunta, deje activado “Abrir como app web” y toque “Agregar” o “Añadir”.',
          'Abra Holdfast desde la pantalla de inicio e inicie sesión allí, una sola vez.',
        ],
        note: 'La aplicación no ve lo que grabó en la pestaña. Abra la pestaña una vez más hasta que todo lo de allí se haya enviado.',
      },
      android: {
        name: 'Android con Chrome, Edge o Samsung Internet',
        steps: ['Abra el menú del navegador, los tres puntos o las tres líneas.', 'Elija “Agregar a la pantalla principal” o “Instalar aplicación”.', 'Confirme con “Instalar”.'],
        note: 'La aplicación y la pestaña comparten las grabaciones. Mantenga pulsado el icono para ver el acceso directo “Record”: abre la grabadora lista, y un toque empieza a grabar.',
      },
      firefoxAndroid: {
        name: 'Android con Firefox',
        steps: ['Abra el menú, los tres puntos.', 'Elija “Añadir aplicación a la pantalla de inicio” o “Instalar”.', 'Confirme con “Añadir”.'],
        note: 'Firefox no envía con la aplicación cerrada. Mantenga Holdfast abierto hasta que todo se haya enviado, o use Chrome.',
      },
      chrome: {
        name: 'Computadora u ordenador con Chrome',
        steps: ['Elija la pantalla con la flecha al final de la barra de direcciones. Si no está, abra el menú, luego “Enviar, guardar y compartir” y luego “Instalar página como aplicación”.', 'Confirme con “Instalar”.'],
        note: 'La aplicación y la pestaña comparten las grabaciones.',
      },
      edge: {
        name: 'Computadora u ordenador con Edge',
        steps: ['Elija el icono “Aplicación disponible” al final de la barra de direcciones. Si no está, abra el menú, luego “Aplicaciones” y luego “Instalar este sitio como una aplicación”.', 'Confirme con “Instalar”.'],
        note: 'La aplicación y la pestaña comparten las grabaciones.',
      },
      safari: {
        name: 'Mac con Safari',
        steps: ['En la barra de menús abra “Archivo” y elija “Agregar al Dock” o “Añadir al Dock”.', 'Confirme con “Agregar” o “Añadir”, abra Holdfast desde el Dock e inicie sesión allí, una sola vez.'],
        note: 'Se necesita macOS 14 o posterior. La aplicación no ve lo que grabó en la pestaña. Abra la pestaña hasta que todo lo de allí se haya enviado.',
      },
      firefox: {
        name: 'Computadora u ordenador con Firefox',
        steps: ['Guarde un marcador o fije la pestaña: la mayoría de las versiones de Firefox para computadoras no instalan aplicaciones.', 'Cuando Firefox pregunte si Holdfast puede guardar datos de forma permanente, permítalo.'],
        note: 'También en una pestaña graba sin conexión. Firefox no envía con la pestaña cerrada: manténgala abierta hasta que todo se haya enviado.',
      },
    },
  },
};
