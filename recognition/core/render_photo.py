"""Render what a visitor's phone would see of a reference picture: frame, wall, perspective, light, glare, blur, JPEG.

Everything is drawn from one seeded generator: the same reference, seed and options give the same bytes on one machine.
Rendered photos stand in for real ones in examples, tests and calibration; they are always labelled as rendered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.decode import encode_jpeg
from recognition.core.values import Pixels, Quad

Floats = NDArray[np.float32]  # (height, width, 3) in 0..1
Box = tuple[int, int, int, int]  # left, top, right, bottom


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
    least_share: float = 0.0  # of the photo, that each work covers, most of it being in the photo


# What a good recognizer should still manage: several works on one wall, seen steeply, small, in poor light.
HARD = RenderOptions(
    width=1600,
    height=1200,
    fill=(0.35, 2.0),  # as it would be from the front: what is seen from the side is narrower, and may be nearer
    yaw_degrees=(-60.0, 60.0),
    pitch_degrees=(-20.0, 20.0),
    roll_degrees=(-10.0, 10.0),
    exposure=(0.4, 1.2),
    glare=(0.0, 0.8),
    least_share=0.04,
)


@dataclass(frozen=True)
class RenderedScene:
    """The photo as (height, width, 3) RGB and as JPEG bytes, and where each work lies in it, in photo pixels."""

    pixels: Pixels
    jpeg: bytes
    quads: tuple[Quad, ...]


@dataclass(frozen=True)
class RenderedPhoto:
    """The photo as (height, width, 3) RGB and as JPEG bytes, and where the work lies in it, in photo pixels."""

    pixels: Pixels
    jpeg: bytes
    quad: Quad


WALLS = ((0.86, 0.84, 0.80), (0.55, 0.20, 0.18), (0.30, 0.36, 0.42), (0.42, 0.44, 0.36), (0.93, 0.93, 0.92))
FRAMES = ((0.66, 0.52, 0.24), (0.25, 0.16, 0.10), (0.10, 0.10, 0.10), (0.80, 0.78, 0.72))
FIELD_OF_VIEW_DEGREES = 60.0  # across the longer side; a phone's main camera has 65–75


YAWS, CAMERAS_A_YAW = 10, 200  # that are tried, until every work covers `least_share`
MOST = 0.75  # of a work that is to be in the photo
GAP = (0.10, 0.35)  # between works on one wall, of a work's height
HEIGHTS = (0.7, 1.0)  # of works on one wall, of the tallest


def render_photo(reference: Pixels, seed: int, options: RenderOptions = RenderOptions()) -> RenderedPhoto:
    """Photograph `reference` ((h, w, 3) RGB) hanging on a wall; the quad is the picture without its frame."""
    scene = render_scene([reference], seed, options)
    return RenderedPhoto(scene.pixels, scene.jpeg, scene.quads[0])


def render_scene(references: Sequence[Pixels], seed: int, options: RenderOptions = RenderOptions()) -> RenderedScene:
    """Photograph `references` on one wall; quads are the pictures without their frames.

    The angle is drawn first and kept while places and distances are tried, so that steep views, into which several
    works hardly fit, are as frequent as others. Should no camera that is tried give every work `options.least_share` of
    the photo, the nearest to it is taken.
    """
    rng = np.random.default_rng(seed)
    works = [_frame(_to_floats(reference), rng) for reference in references]
    hung, homography = _aim(_walls(works, rng), rng, options)
    scene = _place(hung, homography, _wall(rng, options), options)
    scene = _light(scene, rng, options)
    scene = _glare(scene, homography, hung.plane.shape, rng, options)
    pixels = _capture(scene, rng, options)
    jpeg = encode_jpeg(pixels, int(rng.integers(*options.jpeg_quality)))
    return RenderedScene(pixels, jpeg, hung.quads(homography))


def put_in_frame(picture: Pixels, framed: Pixels, border: float) -> Pixels:
    """Return `framed` ((h, w, 3) RGB) with another picture in the frame, which is `border` of the shorter side."""
    width = max(round(border * min(framed.shape[:2])), 1)
    other = framed.copy()
    inside = other[width:-width, width:-width]
    inside[:] = cv2.resize(picture, (inside.shape[1], inside.shape[0]), interpolation=cv2.INTER_AREA)
    return other


@dataclass(frozen=True)
class _Hung:
    """Framed works in one plane: pixels, where works are (0 or 1), each picture without its frame (l, t, r, b)."""

    plane: Floats
    mask: NDArray[np.float32]
    pictures: tuple[Box, ...]

    def quads(self, homography: NDArray[np.float64]) -> tuple[Quad, ...]:
        """Return the pictures' corners in the photo."""
        corners = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in self.pictures]
        return tuple(
            Quad(cv2.perspectiveTransform(np.array([corner], np.float64), homography)[0].astype(np.float32))
            for corner in corners
        )

    def swapped(self) -> "_Hung":
        """Return the plane with x and y swapped."""
        pictures = tuple((top, left, bottom, right) for left, top, right, bottom in self.pictures)
        return _Hung(self.plane.swapaxes(0, 1), self.mask.T, pictures)

    def scaled(self, height: float) -> "_Hung":
        """Return the plane as high as that, to a pixel."""
        factor = height / self.plane.shape[0]
        size = max(1, round(self.plane.shape[1] * factor)), max(1, round(height))
        plane = cv2.resize(self.plane, size, interpolation=cv2.INTER_AREA)
        mask = cv2.resize(self.mask, size, interpolation=cv2.INTER_NEAREST)
        return _Hung(plane, mask, tuple(_moved(picture, factor) for picture in self.pictures))


def _moved(picture: Box, factor: float = 1.0, x: int = 0, y: int = 0) -> Box:
    left, top, right, bottom = (round(edge * factor) for edge in picture)
    return left + x, top + y, right + x, bottom + y


def _walls(works: list[_Hung], rng: np.random.Generator) -> list[_Hung]:
    """Return the ways to hang the works: in a row, in a column, and one beside the others."""
    if len(works) == 1:
        return works
    walls = [_row(works, rng), _column(works, rng)]
    return walls if len(works) == 2 else [*walls, _row([works[0], _column(works[1:], rng)], rng)]


def _column(works: list[_Hung], rng: np.random.Generator) -> _Hung:
    return _row([work.swapped() for work in works], rng).swapped()


def _row(works: list[_Hung], rng: np.random.Generator) -> _Hung:
    tallest = max(work.plane.shape[0] for work in works)
    works = [work.scaled(tallest * rng.uniform(*HEIGHTS)) for work in works]
    gaps = [round(tallest * rng.uniform(*GAP)) for _ in works]
    plane = np.zeros((tallest, sum(work.plane.shape[1] for work in works) + sum(gaps[1:]), 3), np.float32)
    mask, left = np.zeros(plane.shape[:2], np.float32), -gaps[0]
    pictures: list[Box] = []
    for work, gap in zip(works, gaps, strict=True):
        height, width = work.mask.shape
        left, top = left + gap, (tallest - height) // 2
        plane[top : top + height, left : left + width] = work.plane
        mask[top : top + height, left : left + width] = work.mask
        pictures.extend(_moved(picture, x=left, y=top) for picture in work.pictures)
        left += width
    return _Hung(plane, mask, tuple(pictures))


def _aim(walls: list[_Hung], rng: np.random.Generator, options: RenderOptions) -> tuple[_Hung, NDArray[np.float64]]:
    """Draw cameras until one shows every work large enough; return the wall and its homography wall → photo."""
    tried: list[tuple[float, _Hung, NDArray[np.float64]]] = []
    for attempt in range(YAWS * CAMERAS_A_YAW):
        if attempt % CAMERAS_A_YAW == 0:
            yaw = rng.uniform(*options.yaw_degrees)
        hung = walls[rng.integers(len(walls))] if len(walls) > 1 else walls[0]
        homography = _camera(hung, yaw, rng, options)
        tried.append((min(visible_share(quad, options) for quad in hung.quads(homography)), hung, homography))
        if tried[-1][0] >= options.least_share:
            return hung, homography
    _, hung, homography = max(tried, key=lambda one: one[0])
    return hung, homography


def visible_share(quad: Quad, options: RenderOptions) -> float:
    """Return how much of the photo the work covers, 0 when less than `MOST` of the work is in the photo."""
    if not cv2.isContourConvex(quad.corners) or quad.area <= 0:
        return 0.0  # a part of it is behind the camera
    area = quad.area_within((options.width, options.height))
    return area / (options.width * options.height) if area >= MOST * quad.area else 0.0


def _to_floats(pixels: Pixels) -> Floats:
    return pixels.astype(np.float32) / 255.0


def _frame(picture: Floats, rng: np.random.Generator) -> _Hung:
    """Put a beveled frame around the picture."""
    border = round(max(picture.shape[:2]) * rng.uniform(0.03, 0.10))
    color = np.array(FRAMES[rng.integers(len(FRAMES))], np.float32)
    framed = cv2.copyMakeBorder(picture, border, border, border, border, cv2.BORDER_CONSTANT, value=color.tolist())
    rows, columns = np.indices(framed.shape[:2], dtype=np.float32)
    depth = np.minimum.reduce([rows, columns, framed.shape[0] - 1 - rows, framed.shape[1] - 1 - columns])
    bevel = 0.75 + 0.35 * np.sin(np.pi * np.clip(depth / border, 0, 1)) * (1.2 - rows / framed.shape[0])
    on_frame = depth < border
    framed[on_frame] *= bevel[on_frame][:, None]
    height, width = framed.shape[:2]
    inner = (border, border, width - border, height - border)
    return _Hung(framed, np.ones((height, width), np.float32), (inner,))


def _camera(hung: _Hung, yaw: float, rng: np.random.Generator, options: RenderOptions) -> NDArray[np.float64]:
    """Return the homography wall → photo of a pinhole camera turned by `yaw` degrees and some pitch and roll."""
    height, width = hung.plane.shape[:2]
    angles = np.deg2rad([yaw, rng.uniform(*options.pitch_degrees), rng.uniform(*options.roll_degrees)])
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


def _place(hung: _Hung, homography: NDArray[np.float64], wall: Floats, options: RenderOptions) -> Floats:
    """Warp the framed works over the wall, with a soft shadow below them."""
    size = options.width, options.height
    work = cv2.warpPerspective(hung.plane, homography, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(hung.mask, homography, size, flags=cv2.INTER_LINEAR)
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
