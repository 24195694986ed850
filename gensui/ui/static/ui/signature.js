// A signature drawn with the finger, kept as a picture in the form.
for (const canvas of document.querySelectorAll("canvas.signature")) {
  const field = document.getElementById(canvas.dataset.into);
  const pen = canvas.getContext("2d");
  const fit = () => {
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
    pen.scale(devicePixelRatio, devicePixelRatio);
    pen.lineWidth = 2.4;
    pen.lineCap = "round";
    pen.strokeStyle = "#1d2829";
  };
  fit();
  let drawing = false;
  const to = (e) => [e.offsetX, e.offsetY];
  canvas.addEventListener("pointerdown", (e) => {
    drawing = true;
    canvas.setPointerCapture(e.pointerId);
    pen.beginPath();
    pen.moveTo(...to(e));
  });
  canvas.addEventListener("pointermove", (e) => {
    if (!drawing) return;
    pen.lineTo(...to(e));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    field.value = canvas.toDataURL("image/png");
  });
  document.querySelector(`[data-clears="${canvas.dataset.into}"]`)?.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
}
