// Reads a tag: by Web NFC where the telephone has it, by its camera where it can read codes.
export const hasNfc = "NDEFReader" in window;
export const hasCodes = "BarcodeDetector" in window && !!navigator.mediaDevices;

// Listens for tags until aborted; each gives what is written on it.
export async function listen(found, signal) {
  const reader = new NDEFReader();
  await reader.scan({ signal });
  reader.addEventListener("reading", ({ message }) => {
    for (const record of message.records) {
      if (record.recordType === "url" || record.recordType === "text") found(new TextDecoder().decode(record.data));
    }
  });
}

// Looks through the camera until it sees a code, or is aborted.
export async function look(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    while (!signal.aborted) {
      const [code] = await detector.detect(video);
      if (code) return code.rawValue;
      await new Promise((good) => setTimeout(good, 150));
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}

// What a tag says, without the address around it.
export const said = (text) => decodeURIComponent(text.trim().replace(/\/+$/, "").split("/").pop() ?? "");

// Where the telephone is, if it may say so, and not for long.
export function place() {
  return new Promise((good) => {
    if (!navigator.geolocation) return good(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => good({ lat: coords.latitude, lon: coords.longitude, acc: Math.round(coords.accuracy) }),
      () => good(null),
      { enableHighAccuracy: true, timeout: 4000, maximumAge: 20_000 },
    );
  });
}

// Whether a typed code has no slip: its last letter checks the others (rounds/tags.py). Whether it is the point's, the house says.
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
export function isCode(text) {
  const figures = [...text.toUpperCase().replace(/[^0-9A-Z]/g, "")].map((letter) => LETTERS.indexOf(letter));
  const check = figures.pop();
  return figures.length === 9 && !figures.includes(-1) && figures.reduce((sum, figure, place) => sum + figure * (place + 1), 0) % LETTERS.length === check;
}
