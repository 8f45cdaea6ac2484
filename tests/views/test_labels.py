"""No label ever stands on another, however many people there are in one place."""

from hypothesis import given
from hypothesis import strategies as st

from bot.views.labels import Box, place

PAGE = Box(0, 0, 900, 900)
spots = st.tuples(st.floats(0, 900), st.floats(0, 900))
sizes = st.tuples(st.floats(10, 140), st.floats(10, 20))


def pairs(boxes):
    found = [each for each in boxes if each is not None]
    return [(one, other) for number, one in enumerate(found) for other in found[number + 1 :]]


@given(st.lists(st.tuples(spots, sizes), max_size=12))
def test_labels_never_overlap_nor_leave_the_picture_nor_hide_a_dot(people):
    points, labels = [each for each, _ in people], [each for _, each in people]
    boxes = place(points, labels, PAGE, dot=7)
    assert not any(one.overlaps(other) for one, other in pairs(boxes))
    assert all(each.within(PAGE) for each in boxes if each is not None)
    dots = [Box(x - 7, y - 7, x + 7, y + 7) for x, y in points]
    assert not any(box.overlaps(dot) for box in boxes if box is not None for dot in dots)


def test_what_is_taken_is_not_covered_and_what_has_no_room_is_left_out():
    taken = Box(0, 0, 900, 440)
    (box,) = place([(450, 400)], [(80, 20)], PAGE, dot=7, taken=[taken])
    assert not box.overlaps(taken)
    assert place([(450, 450)], [(80, 20)], PAGE, dot=7, taken=[PAGE]) == [None]


def test_one_label_stands_right_beside_its_dot():
    (box,) = place([(450, 450)], [(80, 20)], PAGE, dot=7)
    assert 0 < box.left - 450 < 20
    assert box.middle[1] == 450
