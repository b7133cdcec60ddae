"""Where outlines and joined points stand in the drawings of the result page."""

from recognition.drawings import PANEL_GAP, PANEL_SIDE, STACKED_HEIGHT, Picture, draw_beside, draw_stacked, outline

PHOTO = Picture("/photo.jpg", 3000, 4000)
REFERENCE = Picture("/reference.jpg", 800, 400)
CORNERS = [[3000, 4000, 800, 400]]


def test_side_by_side_the_reference_stands_right_of_the_photo_and_both_are_centered():
    drawing = draw_beside(PHOTO, REFERENCE, CORNERS)
    assert (drawing.photo.x, drawing.photo.width, drawing.photo.height) == (0, 750, PANEL_SIDE)
    assert (drawing.reference.x, drawing.reference.y) == (750 + PANEL_GAP, 250)
    assert (drawing.width, drawing.height) == (750 + PANEL_GAP + 1000, PANEL_SIDE)


def test_stacked_the_reference_stands_under_the_photo():
    drawing = draw_stacked(PHOTO, REFERENCE, CORNERS)
    assert (drawing.photo.x, drawing.photo.y) == (200, 0)
    assert (drawing.reference.x, drawing.reference.y) == (0, STACKED_HEIGHT + PANEL_GAP)
    assert drawing.height == STACKED_HEIGHT + PANEL_GAP + 500


def test_a_line_joins_the_same_corner_of_both_pictures():
    drawing = draw_beside(PHOTO, REFERENCE, CORNERS)
    line = drawing.lines[0]
    assert (line.x1, line.y1) == (750, 1000)
    assert (line.x2, line.y2) == (drawing.reference.x + 1000, 750)


def test_a_number_stands_in_the_middle_of_its_outline():
    found = outline([[0, 0], [100, 0], [100, 60], [0, 60]], PHOTO)
    assert (found.x, found.y) == (50, 30)
    assert found.points == "0.0,0.0 100.0,0.0 100.0,60.0 0.0,60.0"


def test_a_number_stays_on_the_photo_when_its_work_is_cut_off():
    found = outline([[-900, 500], [100, 500], [100, 9000], [-900, 9000]], PHOTO)
    assert (found.x, found.y) == (0, 4000)
