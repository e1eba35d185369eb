import { readFileSync } from 'node:fs';
import { rsaPublicKey } from './rsakey.ts';

const PEM = /-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g;

/**
 * The public keys in `setting`, each as one PEM text: PEM itself, its ends of lines also as `\n`, or the names of files of it, parted by commas.
 * @throws Error that says what is wrong and quotes nothing of a file.
 */
export function breakGlassKeys(setting: string, readFile: (path: string) => string = (path) => readFileSync(path, 'utf8')): string[] {
  if (setting.includes('-----BEGIN')) return keysIn(setting.replaceAll('\\n', '\n'), 'the text');
  const paths = setting.split(',').map((path) => path.trim());
  return paths.filter((path) => path !== '').flatMap((path) => keysIn(read(path, readFile), path));
}

function read(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (cause) {
    throw new Error(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, { cause });
  }
}

function keysIn(text: string, where: string): string[] {
  const pems = text.match(PEM) ?? [];
  if (pems.length === 0) throw new Error(`${where}: it holds no public key`);
  for (const pem of pems) {
    try {
      rsaPublicKey(pem);
    } catch (cause) {
      throw new Error(`${where}: ${(cause as Error).message}`, { cause });
    }
  }
  return pems;
}
