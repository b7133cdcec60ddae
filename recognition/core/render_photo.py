"""Render what a visitor's phone would see of a reference picture: frame, wall, perspective, light, glare, blur, JPEG.

Everything is drawn from one seeded generator: the same reference, seed and options give the same bytes on one machine.
Rendered photos stand in for real ones in examples, tests and calibration; they are always labelled as rendered.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.decode import encode_jpeg
from recognition.core.values import Pixels, Quad

Floats = NDArray[np.float32]  # (height, width, 3) in 0..1


@dataclass(frozen=True)
class RenderOptions:
    """How hard the photo is. Ranges are (low, high), drawn uniformly; sizes are fractions of the photo's side."""

    width: int = 1200
    height: int = 1600
    fill: tuple[float, float] = (0.45, 0.85)
    yaw_degrees: tuple[float, float] = (-35.0, 35.0)
    pitch_degrees: tuple[float, float] = (-15.0, 15.0)
    roll_degrees: tuple[float, float] = (-5.0, 5.0)
    exposure: tuple[float, float] = (0.55, 1.15)
    warmth: tuple[float, float] = (-0.08, 0.14)
    glare: tuple[float, float] = (0.0, 0.5)
    blur_pixels: tuple[float, float] = (0.0, 1.6)
    noise: tuple[float, float] = (0.004, 0.02)
    jpeg_quality: tuple[int, int] = (70, 92)


@dataclass(frozen=True)
class RenderedPhoto:
    """The photo as (height, width, 3) RGB and as JPEG bytes, and where the work lies in it, in photo pixels."""

    pixels: Pixels
    jpeg: bytes
    quad: Quad


WALLS = ((0.86, 0.84, 0.80), (0.55, 0.20, 0.18), (0.30, 0.36, 0.42), (0.42, 0.44, 0.36), (0.93, 0.93, 0.92))
FRAMES = ((0.66, 0.52, 0.24), (0.25, 0.16, 0.10), (0.10, 0.10, 0.10), (0.80, 0.78, 0.72))
FIELD_OF_VIEW_DEGREES = 60.0  # across the longer side; a phone's main camera has 65–75


def render_photo(reference: Pixels, seed: int, options: RenderOptions = RenderOptions()) -> RenderedPhoto:
    """Photograph `reference` ((h, w, 3) RGB) hanging on a wall; the quad is the picture without its frame."""
    rng = np.random.default_rng(seed)
    framed, border = _frame(_to_floats(reference), rng)
    homography = _camera(framed.shape[1], framed.shape[0], rng, options)
    scene = _hang(framed, homography, _wall(rng, options), options)
    scene = _light(scene, rng, options)
    scene = _glare(scene, homography, framed.shape, rng, options)
    pixels = _capture(scene, rng, options)
    jpeg = encode_jpeg(pixels, int(rng.integers(*options.jpeg_quality)))
    return RenderedPhoto(pixels, jpeg, _inner_quad(framed, border, homography))


def _to_floats(pixels: Pixels) -> Floats:
    return pixels.astype(np.float32) / 255.0


def _frame(picture: Floats, rng: np.random.Generator) -> tuple[Floats, int]:
    """Put a beveled frame around the picture; return both and the frame's width in pixels."""
    border = round(max(picture.shape[:2]) * rng.uniform(0.03, 0.10))
    color = np.array(FRAMES[rng.integers(len(FRAMES))], np.float32)
    framed = cv2.copyMakeBorder(picture, border, border, border, border, cv2.BORDER_CONSTANT, value=color.tolist())
    rows, columns = np.indices(framed.shape[:2], dtype=np.float32)
    depth = np.minimum.reduce([rows, columns, framed.shape[0] - 1 - rows, framed.shape[1] - 1 - columns])
    bevel = 0.75 + 0.35 * np.sin(np.pi * np.clip(depth / border, 0, 1)) * (1.2 - rows / framed.shape[0])
    on_frame = depth < border
    framed[on_frame] *= bevel[on_frame][:, None]
    return framed, border


def _camera(width: int, height: int, rng: np.random.Generator, options: RenderOptions) -> NDArray[np.float64]:
    """Return the homography framed picture → photo of a pinhole camera turned by yaw, pitch and roll."""
    angles = [np.deg2rad(rng.uniform(*r)) for r in (options.yaw_degrees, options.pitch_degrees, options.roll_degrees)]
    focal = 0.5 * max(options.width, options.height) / np.tan(np.deg2rad(FIELD_OF_VIEW_DEGREES / 2))
    fill = rng.uniform(*options.fill) * min(options.width / width, options.height / height)
    to_center = np.array([[fill, 0, -fill * width / 2], [0, fill, -fill * height / 2], [0, 0, 1]])
    plane = np.column_stack([_rotation(*angles)[:, :2], [0.0, 0.0, focal]])
    shift = rng.uniform(-0.5, 0.5, 2) * (1 - rng.uniform(*options.fill)) * (options.width, options.height)
    center = np.array([options.width, options.height]) / 2 + shift * 0.5
    intrinsics = np.array([[focal, 0, center[0]], [0, focal, center[1]], [0, 0, 1]])
    return intrinsics @ plane @ to_center


def _rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    turns = (np.array([0, yaw, 0.0]), np.array([pitch, 0, 0.0]), np.array([0, 0, roll]))
    about_y, about_x, about_z = (cv2.Rodrigues(turn)[0] for turn in turns)
    return about_z @ about_x @ about_y


def _wall(rng: np.random.Generator, options: RenderOptions) -> Floats:
    wall = np.empty((options.height, options.width, 3), np.float32)
    wall[:] = WALLS[rng.integers(len(WALLS))]
    coarse = rng.normal(0, 0.02, (options.height // 8 + 1, options.width // 8 + 1)).astype(np.float32)
    return wall + cv2.resize(coarse, (options.width, options.height), interpolation=cv2.INTER_CUBIC)[..., None]


def _hang(framed: Floats, homography: NDArray[np.float64], wall: Floats, options: RenderOptions) -> Floats:
    """Warp the framed picture over the wall, with a soft shadow below it."""
    size = options.width, options.height
    work = cv2.warpPerspective(framed, homography, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones(framed.shape[:2], np.float32), homography, size, flags=cv2.INTER_LINEAR)
    drop = round(options.height * 0.008)
    shadow = cv2.GaussianBlur(np.roll(mask, (drop, drop // 2), (0, 1)), (0, 0), drop)
    return work * mask[..., None] + wall * (1 - 0.5 * shadow[..., None]) * (1 - mask[..., None])


def _light(scene: Floats, rng: np.random.Generator, options: RenderOptions) -> Floats:
    """Apply exposure, color temperature and a lamp's fall-off from a random side."""
    height, width = scene.shape[:2]
    lamp = rng.uniform(-0.2, 1.2, 2) * (width, height)
    rows, columns = np.indices((height, width), dtype=np.float32)
    distance = np.hypot(columns - lamp[0], rows - lamp[1]) / np.hypot(width, height)
    warmth = rng.uniform(*options.warmth)
    tint = np.array([1 + warmth, 1.0, 1 - warmth], np.float32)
    return scene * tint * (rng.uniform(*options.exposure) * (1.1 - 0.4 * distance))[..., None].astype(np.float32)


def _glare(
    scene: Floats,
    homography: NDArray[np.float64],
    shape: tuple[int, ...],
    rng: np.random.Generator,
    options: RenderOptions,
) -> Floats:
    """Lay a soft lamp reflection somewhere on the picture."""
    spot = cv2.perspectiveTransform((rng.uniform(0.1, 0.9, (1, 1, 2)) * (shape[1], shape[0])), homography)[0, 0]
    axes = rng.uniform(0.04, 0.16, 2) * min(scene.shape[:2])
    rows, columns = np.indices(scene.shape[:2], dtype=np.float32)
    falloff = np.exp(-(((columns - spot[0]) / axes[0]) ** 2) - ((rows - spot[1]) / axes[1]) ** 2)
    return scene + np.float32(rng.uniform(*options.glare)) * falloff[..., None]


def _capture(scene: Floats, rng: np.random.Generator, options: RenderOptions) -> Pixels:
    """Blur, add sensor noise, clip to 8 bits."""
    blur = rng.uniform(*options.blur_pixels)
    blurred = cv2.GaussianBlur(scene, (0, 0), blur) if blur > 0.1 else scene
    noisy = blurred + rng.normal(0, rng.uniform(*options.noise), scene.shape).astype(np.float32)
    return (np.clip(noisy, 0, 1) * 255 + 0.5).astype(np.uint8)


def _inner_quad(framed: Floats, border: int, homography: NDArray[np.float64]) -> Quad:
    height, width = framed.shape[0] - border, framed.shape[1] - border
    corners = np.array([[[border, border], [width, border], [width, height], [border, height]]], np.float64)
    return Quad(cv2.perspectiveTransform(corners, homography)[0].astype(np.float32))
