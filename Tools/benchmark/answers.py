"""One set of answers to the 25 fields of Tools/benchmark/bundle; used by the bench and by the tests that kill."""
import json
import sys


def answers(day):
    out = {"说明": "按通知办理", "人数": 3, "金额": "2000.50", "希望日期": day, "是否独居": True, "类别": "续办",
           "困难": ["经济", "照料"], "现住地址": "三单元二楼"}
    out.update({f"情况{n}": f"情况 {n} 的说明" for n in NUMBERS})
    return out


NUMBERS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三"]

if __name__ == "__main__":
    print(json.dumps(answers(sys.argv[1]), ensure_ascii=False))
