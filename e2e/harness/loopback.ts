/**
 * Runs in every page before anything else: the microphone comes through a connection of the page to itself, as a
 * headset's does, so that the browser itself mutes and unmutes it. `globalThis.call(true)` takes the sound away.
 */
export function loopbackMicrophone(): void {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const links: { near: RTCPeerConnection; far: RTCPeerConnection }[] = [];
  let inCall = false;

  async function agree({ near, far }: (typeof links)[number]): Promise<void> {
    near.getTransceivers()[0]!.direction = inCall ? 'inactive' : 'sendonly';
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription!);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription!);
  }

  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    const link = { near: new RTCPeerConnection(), far: new RTCPeerConnection() };
    link.near.onicecandidate = ({ candidate }) => void link.far.addIceCandidate(candidate ?? undefined);
    link.far.onicecandidate = ({ candidate }) => void link.near.addIceCandidate(candidate ?? undefined);
    link.near.addTransceiver(stream.getAudioTracks()[0]!, { direction: 'sendonly', streams: [stream] });
    links.push(link);
    await agree(link);
    const { track } = link.far.getTransceivers()[0]!.receiver;
    if (!inCall && track.muted) await new Promise((resolve) => track.addEventListener('unmute', resolve, { once: true }));
    // Without an element that plays it nothing of it can be heard by anybody.
    const player = new Audio();
    player.muted = true;
    player.srcObject = new MediaStream([track]);
    void player.play();
    return new MediaStream([track]);
  };
  Object.assign(globalThis, {
    async call(begins: boolean) {
      inCall = begins;
      for (const link of links) await agree(link);
    },
  });
}
