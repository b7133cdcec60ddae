// A phone's photo is made smaller before it travels: nothing finer is looked at, and museum networks are slow.

const LONGEST_SIDE = 2048;
const JPEG_QUALITY = 0.9;

/**
 * Return the photo upright, as a JPEG of LONGEST_SIDE pixels; the file itself when it is no larger than that,
 * or when this browser cannot decode it (HEIC outside Safari) or draw it (not enough memory).
 * @param {File} file
 * @returns {Promise<Blob>}
 */
export async function shrink(file) {
  try {
    return (await redraw(file)) ?? file;
  } catch {
    return file;
  }
}

async function redraw(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = LONGEST_SIDE / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1) {
    bitmap.close();
    return null;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  if (isBlank(context, canvas)) {
    return null;
  }
  const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  return jpeg?.size && jpeg.size < file.size ? jpeg : null;
}

// Short of memory, Safari draws nothing and says nothing: the middle of the canvas is then still transparent.
function isBlank(context, canvas) {
  const middle = context.getImageData(Math.floor(canvas.width / 2), Math.floor(canvas.height / 2), 1, 1);
  return middle.data[3] < 255;
}
