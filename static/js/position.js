// The position of a visit: taken only when the inspector presses the button, and only if the device can.
(() => {
  const button = document.querySelector("[data-position-take]");
  const field = (name) => document.querySelector(`[data-position="${name}"]`);
  if (!button || !navigator.geolocation) return;
  const said = document.querySelector("[data-position-said]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field("latitude").value = coords.latitude.toFixed(6);
        field("longitude").value = coords.longitude.toFixed(6);
        field("accuracy").value = Math.round(coords.accuracy);
        said.textContent = `±${Math.round(coords.accuracy)} m`;
        button.disabled = false;
      },
      () => {
        said.textContent = said.dataset.failed;
        button.disabled = false;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
})();
