import type { SendingFaults } from './faulttable.ts';

const KEPT = 'A salvo en este dispositivo';
const STAYS = 'Se conserva en este dispositivo.';

/** What keeps a recording from being sent, in Spanish. */
export const sendingSpanish: SendingFaults = {
  sending: {
    network: { what: 'no había conexión', safe: KEPT },
    foreign_answer: { what: 'la red no dejó pasar el envío', safe: KEPT },
    timeout: { what: 'el servidor no respondió a tiempo', safe: KEPT },
    server_error: { what: 'el servidor tuvo un problema', safe: KEPT },
    throttled: { what: 'el servidor estaba saturado', safe: KEPT },
    upload_refused: { what: 'el servidor rechazó una parte', safe: KEPT },
    segments_missing: { what: 'al servidor le falta una parte', safe: KEPT },
    not_signed_in: { what: 'no había ninguna sesión iniciada', safe: KEPT },
    owner_mismatch: { what: 'la sesión era de otra persona', safe: KEPT },
    storage_full: { what: 'este dispositivo está lleno', safe: KEPT },
    storage_failed: { what: 'el almacenamiento de este dispositivo no responde', safe: KEPT },
    invalid_manifest: { what: 'el servidor no la entiende', safe: STAYS },
    manifest_differs: { what: 'el servidor tiene otra versión', safe: STAYS },
    segment_too_large: { what: 'una parte es demasiado grande para el servidor', safe: STAYS },
    recording_too_long: { what: 'demasiado larga para el servidor', safe: STAYS },
    no_sound: { what: 'no contiene ningún sonido', safe: STAYS, todo: 'Escúchela y después guárdela como archivo, o envíela de todos modos.' },
    amendment_refused: { what: 'el servidor no aceptó lo que se escribió después', safe: 'La grabación está enviada; lo escrito se conserva en este dispositivo.' },
    data_corrupt: { what: 'dañada en este dispositivo', safe: 'Lo que se puede leer de ella se conserva en este dispositivo.' },
    archive_problem: { what: 'el archivo central no pudo abrirla', safe: STAYS },
  },
  remedies: {
    retryAt: (time) => `Próximo intento: ${time}`,
    waitForNetwork: 'A la espera de conexión',
    signIn: 'Inicie sesión para enviarla',
    freeSpace: 'Libere espacio en este dispositivo para enviarla',
    park: (code) => `Comunique este código al servicio de soporte: ${code}`,
  },
};
