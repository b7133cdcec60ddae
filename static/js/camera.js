// The live camera: a viewfinder over the whole screen, with a shutter. Whoever has no camera, or refuses it, is told,
// and keeps the phone's own camera and the gallery.

import { words } from "./words.js";

const WANTED = { video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } } };
const JPEG_QUALITY = 0.92;

const dialog = document.getElementById("camera");
const viewfinder = document.getElementById("viewfinder");
const shutter = document.getElementById("shutter");

let wanted = false;

/** Tell whether this browser can show a camera at all; it cannot on a page that came unencrypted. */
export const canSee = Boolean(navigator.mediaDevices?.getUserMedia && dialog.showModal);

/**
 * Make the camera's buttons work.
 * @param {{onPhoto: (photo: File) => void, onGallery: () => void, onRefused: (reason: string) => void}} then
 */
export function prepareCamera({ onPhoto, onGallery, onRefused }) {
  document.getElementById("open-camera").addEventListener("click", () => open().catch((error) => refuse(error, onRefused)));
  document.getElementById("camera-close").addEventListener("click", () => dialog.close());
  document.getElementById("camera-gallery").addEventListener("click", () => {
    dialog.close();
    onGallery();
  });
  shutter.addEventListener("click", async () => {
    const photo = await shoot();
    dialog.close();
    onPhoto(photo);
  });
  dialog.addEventListener("close", stop);
  window.addEventListener("pagehide", () => dialog.close());
}

async function open() {
  wanted = true;
  shutter.disabled = true;
  dialog.showModal();
  const stream = await navigator.mediaDevices.getUserMedia(WANTED);
  if (!wanted) {
    stopAll(stream);
    return;
  }
  viewfinder.srcObject = stream;
  await viewfinder.play();
  shutter.disabled = false;
  shutter.focus();
}

async function shoot() {
  const canvas = document.createElement("canvas");
  canvas.width = viewfinder.videoWidth;
  canvas.height = viewfinder.videoHeight;
  canvas.getContext("2d").drawImage(viewfinder, 0, 0);
  const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  return new File([jpeg], "camera.jpg", { type: "image/jpeg" });
}

function stop() {
  wanted = false;
  if (viewfinder.srcObject) {
    stopAll(viewfinder.srcObject);
    viewfinder.srcObject = null;
  }
}

function stopAll(stream) {
  stream.getTracks().forEach((track) => track.stop());
}

function refuse(error, onRefused) {
  const closedMeanwhile = !wanted;
  dialog.close();
  if (!closedMeanwhile) {
    onRefused(error.name === "NotAllowedError" ? words.cameraRefused : words.cameraMissing);
  }
}
