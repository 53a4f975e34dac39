"""Names of people who do not exist."""

import random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
FIRST = "晓雨思子梦佳雅静丽秀建志国文俊明海永春嘉欣若诗婉浩宇泽天一书锦瑞玉慧美红立振少庆德家传世"
SECOND = "燕涵彤怡婷娜雪琪敏洁莉芳萍云月华强军伟杰鹏磊斌凯峰毅然轩博辰阳宁远航帆宏达清妍颖蕾薇琳瑶岚平生林兰"


def people_names(count: int, chance: random.Random) -> list[str]:
    """That many different names, most of three characters, as on any Chinese list."""
    names: dict[str, None] = {}
    while len(names) < count:
        given = chance.choice(SECOND)
        if chance.random() < 0.82:
            given = chance.choice(FIRST) + given
        names[chance.choice(SURNAMES) + given] = None
    return list(names)
