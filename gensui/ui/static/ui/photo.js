// Photographs: shown before they are sent, and made smaller on the telephone, to spare its data.
const LONGEST = 2000;

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < 900_000) return file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = new OffscreenCanvas(image.width * scale, image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
    return new File([blob], "photo.jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

document.addEventListener("change", async (e) => {
  const input = e.target;
  if (input.type !== "file") return;
  const files = await Promise.all([...input.files].map(smaller));
  const bag = new DataTransfer();
  files.forEach((file) => bag.items.add(file));
  input.files = bag.files;
  const preview = input.closest(".field")?.querySelector(".preview");
  if (!preview) return;
  preview.replaceChildren(
    ...files.map((file) => Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name })),
  );
});
