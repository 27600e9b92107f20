"""The plan of a ring: where bodies, sectors and labels stand, so that no label meets another or leaves the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import cos, radians, sin

from dashboard.figures.bodies import Body, lines_of, sectors_of, shortened, text_width

GAP = 0.45
"""The room between two sectors, in bodies."""
RIM = 18
"""Pixels of a band outside its circles, where the sector is named."""
LARGEST_CIRCLE, SMALLEST_NUMBERED = 36, 21
LABEL, RADIAL = 14, 13
"""Sizes of labels that lie level, and of those that point outwards."""
LINE = 16
MOST_LEVEL = 16
LONGEST, SHORTEST = 132, 66
"""Pixels that labels get at the most and at the least."""
CLOSEST = 100
"""Pixels from the middle to labels that point outwards, at the least, while they have room."""
LARGEST_RADIUS, SMALLEST_RADIUS = 176, 72


@dataclass(frozen=True)
class Label:
    """A label: its lines, the point it is anchored at in pixels from the middle, and how.

    A level label is anchored at its `side` (left, right or center) and at its middle; one that points outwards
    is centred at its point and turned by `turn` degrees, clockwise.
    """

    lines: Sequence[str]
    x: float
    y: float
    side: str = "center"
    turn: float = 0.0
    size: int = LABEL

    @property
    def box(self) -> tuple[float, float, float, float]:
        """A level label's left, right, lower and upper edge."""
        wide = max(text_width(line, self.size) for line in self.lines)
        left = {"left": self.x, "right": self.x - wide, "center": self.x - wide / 2}[self.side]
        high = LINE * len(self.lines)
        return left, left + wide, self.y - high / 2, self.y + high / 2


@dataclass(frozen=True)
class Plan:
    """A ring in pixels: its radius, the size of its circles, the angle of each body, its labels, and the drawing.

    Angles are in degrees, against the clock from the right; `sectors` are names, and where each band starts and ends.
    """

    radius: float
    circle: float
    angles: Sequence[float]
    sectors: Sequence[tuple[str, float, float]]
    labels: Sequence[Label]
    width: float
    height: float

    @property
    def outer(self) -> float:
        """The outer edge of the bands."""
        return self.radius + self.circle / 2 + RIM

    def point(self, place: int) -> tuple[float, float]:
        """Where the circle of a body stands."""
        return at(self.angles[place], self.radius)


def at(angle: float, radius: float) -> tuple[float, float]:
    """The point at an angle, in degrees, and a distance from the middle."""
    return radius * cos(radians(angle)), radius * sin(radians(angle))


def plan(bodies: Sequence[Body], room: float) -> Plan:
    """The plan for bodies in their order, clockwise, in at least `room` pixels; a crowded ring takes more.

    Few bodies have level labels; where those would meet, and for many bodies, labels point outwards.
    """
    level = _level(bodies, room) if len(bodies) <= MOST_LEVEL else None
    return level or _radial(bodies, room)


def _angles(bodies: Sequence[Body]) -> tuple[list[float], list[tuple[str, float, float]], float]:
    """The angle of each body, the first sector at the top; each sector's ends; and the angle from body to body."""
    runs = sectors_of(bodies)
    gap = GAP if len(runs) > 1 else 0.0
    step = 360 / (len(bodies) + gap * len(runs))
    angle = 90 + step * (runs[0][2] - 1) / 2
    angles, sectors = [], []
    for name, first, end in runs:
        start = angle
        for _ in range(first, end):
            angles.append(angle)
            angle -= step
        sectors.append((name, start + step * 0.45, angle + step * 0.55))
        angle -= step * gap
    return angles, sectors, step


def _level(bodies: Sequence[Body], room: float) -> Plan | None:
    """The largest ring whose level labels neither meet nor leave the room, uncut if that can be; None for none."""
    plans = []
    for radius in range(min(LARGEST_RADIUS, int(room / 2) - 60), SMALLEST_RADIUS - 1, -4):
        found = _level_at(bodies, room, radius)
        if found and not any("…" in line for label in found.labels for line in label.lines):
            return found
        plans += [found] if found else []
    return plans[-1] if plans else None


def _level_at(bodies: Sequence[Body], room: float, radius: float) -> Plan | None:
    angles, sectors, step = _angles(bodies)
    circle = min(LARGEST_CIRCLE, radius * radians(step) * 0.62, radius * 0.36)
    if circle < SMALLEST_NUMBERED:
        return None
    base = Plan(radius, circle, angles, sectors, (), room, 0)
    labels = [_level_label(body.label, angle, base) for body, angle in zip(bodies, angles, strict=True)]
    boxes = [label.box for label in labels]
    if any(_meet(one, other) for one, other in combinations(boxes, 2)):
        return None
    high = 2 * max(base.outer, *(max(-low, top) for _, _, low, top in boxes)) + 6
    return replace(base, labels=labels, height=high)


def _level_label(text: str, angle: float, base: Plan) -> Label:
    across, up = cos(radians(angle)), sin(radians(angle))
    x, y = at(angle, base.outer + 8)
    if abs(across) > 0.3:
        lines = lines_of(text, min(LONGEST, base.width / 2 - abs(x)), LABEL)
        lift = up * LINE * (len(lines) - 1) / 2
        return Label(lines, x, y + lift, "left" if across > 0 else "right")
    lines = lines_of(text, LONGEST, LABEL)
    return Label(lines, x, y + (1 if up > 0 else -1) * LINE * len(lines) / 2)


def _radial(bodies: Sequence[Body], room: float) -> Plan:
    angles, sectors, step = _angles(bodies)
    tight = (RADIAL + 1.5) / radians(step)
    longest = max(text_width(body.label, RADIAL) for body in bodies) + 1
    long = min(longest, LONGEST, max(SHORTEST, room / 2 - max(tight, CLOSEST) - 2))
    start = max(tight, min(room / 2 - long - 2, LARGEST_RADIUS + 60))
    circle = min(LARGEST_CIRCLE - 4, max(9.0, (start - RIM - 14) * radians(step) * 0.8))
    radius = start - 7 - RIM - circle / 2
    labels = []
    for body, angle in zip(bodies, angles, strict=True):
        text = shortened(body.label, long, RADIAL)
        x, y = at(angle, start + text_width(text, RADIAL) / 2)
        labels.append(Label([text], x, y, turn=-angle if cos(radians(angle)) >= 0 else 180 - angle, size=RADIAL))
    across = 2 * (start + long) + 4
    return Plan(radius, circle, angles, sectors, labels, max(room, across), across)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] + 4 and other[0] < one[1] + 4 and one[2] < other[3] and other[2] < one[3]
