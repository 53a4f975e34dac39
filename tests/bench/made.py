"""A made instance small enough to see its best roster."""

SMALL = """SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
ann,E=7|L=7,2400,960,3,2,2,1
bob,E=7|L=0,2400,960,3,2,2,0
SECTION_DAYS_OFF
ann,0
bob,3
SECTION_SHIFT_ON_REQUESTS
ann,1,L,4
bob,5,E,2
SECTION_SHIFT_OFF_REQUESTS
ann,2,L,3
SECTION_COVER
1,E,1,100,5
2,E,1,100,5
2,L,1,50,5
5,E,0,100,9
"""
"""Bob works E on days 1 and 2 and never the weekend: his wish for day 5 costs 2. Ann works L on day 1
and, since L bars E and a run is two days, L on day 2 as well, which costs 3 and meets its cover: 5."""
BEST = 5
