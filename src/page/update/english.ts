/** A new version, in English. Another language has the same shape. */
export const updateEnglish = {
  title: 'A new version is ready',
  text: 'Holdfast opens anew with it. Recordings stay as they are.',
  update: 'Update',
  later: 'Later',
  held: 'A recording is in progress on this device. Update when it is finished.',
  applying: 'One moment. What is just being sent is finished first.',
  stuck: 'Close Holdfast everywhere on this device, then open it again.',
};
