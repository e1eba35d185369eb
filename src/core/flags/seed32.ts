// The users' own way of sharing people out over a hundred buckets. Who is in at 10 % must be the same on every
// device and in every build, so that not one bit of this may change: test/flags/seed32.json holds it fast.

/** The 32-bit hash of `text` by its UTF-16 code units, made positive. −2³¹ becomes 2³¹, as in the original. */
export function seed32(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return Math.abs(hash);
}

/** The form of an e-mail address that is hashed: one person, one bucket, however the address was typed. */
export function normalEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

/** The bucket (0 to 99) of an e-mail address; undefined when there is none. */
export function bucketOf(email: string | undefined): number | undefined {
  const address = normalEmail(email ?? '');
  return address === '' ? undefined : seed32(address) % 100;
}
