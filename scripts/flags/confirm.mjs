import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal; anything but yes is no. @param {string} question @returns {Promise<boolean>} */
export async function confirm(question) {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^(?:y|yes)$/i.test((await lines.question(`${question} (yes/no) `)).trim());
  } finally {
    lines.close();
  }
}
