import { expect, test } from 'vitest';
import { eventLine } from './events.ts';

test("[TEL1] the line has the form of the users' log", () => {
  const line = eventLine(
    { event: 'recording_saved', level: 'info', recordingId: 'rec_123', userId: 'user_456', duration: 180, size: 5_242_880, status: 'pending_upload', takes: 1 },
    Date.UTC(2024, 0, 15, 10, 30),
  );
  expect(JSON.parse(line)).toEqual({
    timestamp: '2024-01-15T10:30:00.000Z',
    level: 'info',
    event: 'recording_saved',
    recordingId: 'rec_123',
    userId: 'user_456',
    duration: 180,
    size: 5_242_880,
    status: 'pending_upload',
    takes: 1,
  });
  expect(line).not.toContain('\n');
});
