"""The three kinds of halls that the demo knows."""

from dataclasses import dataclass

from rosters.solver.problem import EARLY, LATE, LONG, MIDDLE, NIGHT, Span

STEP = 30
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def at(hour: int, minute: int = 0) -> int:
    """Minutes from midnight; hours past 24 are the next day's."""
    return hour * 60 + minute


@dataclass(frozen=True)
class StationDesign:
    """A station with its part of the people needed.

    A station with `alone` is the only one open then, with so many people: a night desk.
    """

    code: str
    name: str
    share: float
    alone: tuple[Span, int] | None = None


@dataclass(frozen=True)
class ShiftDesign:
    """A shift type; `part` is how much of a usual day's staff works it."""

    code: str
    letter: str
    name: str
    kind: str
    colour: str
    segments: tuple[Span, ...]
    paid: int
    part: float = 0.0
    break_minutes: int = 0
    break_window: Span | None = None
    for_part_timers: bool = False

    @property
    def start(self) -> int:
        return self.segments[0][0]

    @property
    def end(self) -> int:
        return self.segments[-1][1]

    def presence(self, minute: int) -> float:
        """The part of its people who are on the floor in the step that begins then."""
        if not any(start <= minute < end for start, end in self.segments):
            return 0.0
        if self.break_window and self.break_window[0] <= minute < self.break_window[1]:
            return 1 - self.break_minutes / (self.break_window[1] - self.break_window[0])
        return 1.0


@dataclass(frozen=True)
class HallDesign:
    """What a hall is like, apart from its people.

    `factors` says how busy each day type of its demand is against a usual day, `peaks`
    when more is asked, and `manager_shifts` which shifts a manager has to have every day.
    """

    code: str
    name: str
    size: int
    least_managers: int
    weekday_open: Span
    weekend_open: Span
    stations: tuple[StationDesign, ...]
    shifts: tuple[ShiftDesign, ...]
    factors: dict[str, float]
    peaks: tuple[Span, ...]
    manager_shifts: tuple[str, ...]

    @property
    def shift_by_code(self) -> dict[str, ShiftDesign]:
        return {shift.code: shift for shift in self.shifts}

    def open_on(self, day_type: str) -> Span:
        """Opening and closing; a day type that may fall on any weekday takes the hours common to all."""
        if day_type in ("sat", "sun", "weekend"):
            return self.weekend_open
        if day_type in ("holiday", "date"):
            return max(self.weekday_open[0], self.weekend_open[0]), min(self.weekday_open[1], self.weekend_open[1])
        return self.weekday_open

    def is_peak(self, minute: int) -> bool:
        return any(start <= minute < end for start, end in self.peaks)


COUNTER = "counter"
CONSULT = "consult"
GREET = "greet"
VIP = "vip"
HOTLINE = "hotline"

STREET_HALL = HallDesign(
    code="guangming",
    name="光明路营业厅",
    size=12,
    least_managers=3,
    weekday_open=(at(8, 30), at(20, 30)),
    weekend_open=(at(8, 30), at(20, 30)),
    stations=(StationDesign(COUNTER, "业务受理台席", 0.68), StationDesign(CONSULT, "流动咨询", 0.32)),
    shifts=(
        ShiftDesign("早", "Z", "早班", EARLY, "sky", ((at(8, 30), at(17, 30)),), 480, 0.42, 60, (at(13), at(15))),
        ShiftDesign("中", "M", "中班", MIDDLE, "green", ((at(10), at(19)),), 480, 0.16, 60, (at(13), at(15))),
        ShiftDesign(
            "晚", "W", "晚班", LATE, "violet", ((at(11, 30), at(20, 30)),), 480, 0.42, 60, (at(13, 30), at(15, 30))
        ),
        ShiftDesign("通", "T", "通班", LONG, "orange", ((at(8, 30), at(20, 30)),), 630, 0, 60, (at(13), at(15))),
        ShiftDesign("半", "B", "半班", MIDDLE, "olive", ((at(10), at(14)),), 240, for_part_timers=True),
    ),
    factors={"mon": 1.06, "weekday": 0.97, "weekend": 1.0, "holiday": 0.72},
    peaks=((at(11, 30), at(13)), (at(15), at(17, 30))),
    manager_shifts=("早", "晚"),
)

MALL_HALL = HallDesign(
    code="binjiang",
    name="滨江天地营业厅",
    size=24,
    least_managers=4,
    weekday_open=(at(9), at(21)),
    weekend_open=(at(9), at(21, 30)),
    stations=(
        StationDesign(COUNTER, "业务受理台席", 0.55),
        StationDesign(CONSULT, "流动咨询", 0.28),
        StationDesign(GREET, "迎候", 0.17),
    ),
    shifts=(
        ShiftDesign("早", "Z", "早班", EARLY, "sky", ((at(9), at(18)),), 480, 0.34, 60, (at(12), at(14))),
        ShiftDesign("中", "M", "中班", MIDDLE, "green", ((at(10, 30), at(19, 30)),), 480, 0.18, 60, (at(12), at(14))),
        ShiftDesign("晚", "W", "晚班", LATE, "violet", ((at(12, 30), at(21, 30)),), 480, 0.38, 60, (at(16), at(18))),
        ShiftDesign("两", "L", "两头班", MIDDLE, "teal", ((at(9), at(13)), (at(17), at(21))), 480, 0.10),
        ShiftDesign("通", "T", "通班", LONG, "orange", ((at(9), at(21)),), 630, 0, 60, (at(12), at(14))),
        ShiftDesign("半", "B", "半班", MIDDLE, "olive", ((at(17), at(21)),), 240, for_part_timers=True),
    ),
    factors={"weekday": 0.92, "fri": 1.02, "sat": 1.12, "sun": 1.05, "holiday": 0.78},
    peaks=((at(14), at(16)), (at(17), at(18))),
    manager_shifts=("早", "晚"),
)

STATION_HALL = HallDesign(
    code="zhanqian",
    name="站前广场营业厅",
    size=46,
    least_managers=6,
    weekday_open=(at(8), at(26)),
    weekend_open=(at(8), at(26)),
    stations=(
        StationDesign(COUNTER, "业务受理台席", 0.46),
        StationDesign(CONSULT, "流动咨询", 0.24),
        StationDesign(GREET, "迎候", 0.12),
        StationDesign(VIP, "贵宾室", 0.10),
        StationDesign(HOTLINE, "客服热线台", 0.08, alone=((at(21, 30), at(26)), 2)),
    ),
    shifts=(
        ShiftDesign("早", "Z", "早班", EARLY, "sky", ((at(8), at(17)),), 480, 0.36, 60, (at(13, 30), at(15, 30))),
        ShiftDesign("中", "M", "中班", MIDDLE, "green", ((at(10), at(19)),), 480, 0.18, 60, (at(13, 30), at(15, 30))),
        ShiftDesign("晚", "W", "晚班", LATE, "violet", ((at(12, 30), at(21, 30)),), 480, 0.36, 60, (at(18), at(20))),
        ShiftDesign("夜", "Y", "夜班", NIGHT, "indigo", ((at(17), at(26)),), 480, 0.10, 60, (at(19), at(21))),
        ShiftDesign("通", "T", "通班", LONG, "orange", ((at(8), at(20)),), 630, 0, 60, (at(13, 30), at(15, 30))),
        ShiftDesign("半", "B", "半班", MIDDLE, "olive", ((at(17), at(21)),), 240, for_part_timers=True),
    ),
    factors={"mon": 1.05, "weekday": 0.95, "fri": 1.04, "sat": 1.04, "sun": 0.98, "holiday": 0.82},
    peaks=((at(12, 30), at(13, 30)), (at(15, 30), at(17))),
    manager_shifts=("早", "晚", "夜"),
)

DESIGNS = (STREET_HALL, MALL_HALL, STATION_HALL)

DISTRICTS = (
    ("chengdong", "城东"), ("chengxi", "城西"), ("chengnan", "城南"), ("chengbei", "城北"), ("gaoxin", "高新"),
    ("kaifa", "开发区"), ("laocheng", "老城"), ("xincheng", "新城"), ("hexi", "河西"), ("hedong", "河东"),
)  # fmt: skip
ROADS = (
    ("xinhua", "新华路"), ("zhongshan", "中山路"), ("renmin", "人民路"), ("jiefang", "解放路"), ("jianshe", "建设路"),
    ("heping", "和平路"), ("shengli", "胜利街"), ("wenhua", "文化路"), ("changjiang", "长江路"), ("huanghe", "黄河路"),
    ("qingnian", "青年路"), ("xuefu", "学府路"), ("hubin", "湖滨路"), ("dongfeng", "东风路"), ("beijing", "北京路"),
    ("nanjing", "南京路"), ("huayuan", "花园路"), ("tiyu", "体育路"), ("gongyuan", "公园路"), ("yingbin", "迎宾路"),
)  # fmt: skip


def title_of(number: int) -> tuple[str, str]:
    """Code and name of the hall with that number, from 0; no two are the same."""
    if number < len(DESIGNS):
        return DESIGNS[number].code, DESIGNS[number].name
    place = number - len(DESIGNS)
    (road, road_name), (district, district_name) = ROADS[place % 20], DISTRICTS[place // 20 % 10]
    more = place // (len(ROADS) * len(DISTRICTS))
    if not more:
        return f"{district}-{road}", f"{district_name}{road_name}营业厅"
    return f"{district}-{road}-{more + 1}", f"{district_name}{road_name}第{more + 1}营业厅"
