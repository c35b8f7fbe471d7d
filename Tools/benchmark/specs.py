"""specs.py N FOLDER : N service documents of our own language, about 2 kB each (10,000 are about 20 MB), in bundles of
at most 1,000 as FOLDER/many-0, many-1 …"""
import os
import random
import sys

CONTROLS = ["text", "integer", "number", "date", "phone", "email", "money", "yes-no", "percent", "long-text"]


def field(number, chance):
    control = chance.choice(CONTROLS)
    out = f"        - 第{number}项:\n            title: 第 {number} 项情况\n            control: {control}\n            local: 只用于办理\n"
    if number % 3 == 0:
        out += f"            when: 姓名 != null and 年满 >= {chance.randrange(1, 90)}\n            required: false\n"
    if number % 4 == 0 and control in ("integer", "number", "money", "percent"):
        out += f"            check: 第{number}项 >= {chance.randrange(9)} and 第{number}项 < {chance.randrange(100, 9999)}\n"
        out += "            say: {zh: 请输入有效的值, en: please enter a valid value}\n"
    return out


def service(number, chance, version=0):
    text = f"""hutong: service/1
id: svc-{number:05d}
title: {{zh: 老年人高龄津贴申请 {number}, en: allowance for the very old {number}}}
help: 第 {version} 版。请按实际情况填写，社区会在两个工作日内核对
tags: [养老, 救助]
retain: {chance.randrange(1, 6)} 年
open:
  to: self
  where: 年龄 >= {chance.randrange(18, 70)}
form:
  - 本人情况:
      fields:
        - 姓名: person-name
        - 年满: {{control: integer, local: 只用于核对条件, min: 0, max: 130}}
"""
    text += "".join(field(k, chance) for k in range(1, 10))
    return text + """flow:
  - 社区核对: {by: 社区工作者, within: 2 工作日}
  - 主任审定: {by: 社区主任, within: 5 工作日}
after:
  done:
    - {do: send, to: applicant, say: "{title}：您的申请已通过。"}
measures:
  通过人数: count(requests[state = "done"])
"""


BUNDLE = """hutong: bundle/1
id: BUNDLE
title: {zh: 许多服务, en: many services}
owner: 测试市人民政府
uses: [t-city]
purpose: 测量检查和编译的速度
basis: consent
"""


def write(count, folder):
    """The folders of the bundles."""
    chance, made = random.Random(1), []
    for number in range(count):
        if number % 1000 == 0:
            made.append(f"{folder}/many-{number // 1000}")
            os.makedirs(made[-1], exist_ok=True)
            with open(f"{made[-1]}/bundle.yaml", "w", encoding="utf-8") as file:
                file.write(BUNDLE.replace("BUNDLE", f"many-{number // 1000}"))
        with open(f"{made[-1]}/svc-{number:05d}.yaml", "w", encoding="utf-8") as file:
            file.write(service(number, chance))
    return made


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
