"""The FEEL conditions that worlds use, each with its meaning in Python.

FEEL has three truths. A comparison of order with null is null; equality is not: `null = 1` is false and
`null != 1` is true. `or` and `and` follow Kleene. A grant needs true: false and null both deny (LANGUAGE 14).
"""


def equal(a, b):
    return a == b


def greater(a, b):
    return None if a is None or b is None else a > b


def between(a, low, high):
    return None if a is None else low <= a <= high


def negate(a):
    return None if a is None else not a


def either(a, b):
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def both(a, b):
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


# text → function of row (answers and state), me (name or None), post (name of its organisation)
CONDITIONS = {
    'row.种类 = "甲"': lambda row, me, post: equal(row["种类"], "甲"),
    'row.数量 > 5': lambda row, me, post: greater(row["数量"], 5),
    'not(row.数量 > 5)': lambda row, me, post: negate(greater(row["数量"], 5)),
    'row.数量 != 5': lambda row, me, post: negate(equal(row["数量"], 5)),
    'row.数量 in [3..7]': lambda row, me, post: between(row["数量"], 3, 7),
    'row.种类 = "甲" or row.数量 > 5': lambda row, me, post: either(equal(row["种类"], "甲"), greater(row["数量"], 5)),
    'row.种类 = "甲" and row.数量 > 5': lambda row, me, post: both(equal(row["种类"], "甲"), greater(row["数量"], 5)),
    'not(row.种类 = "甲" and row.数量 > 5)':
        lambda row, me, post: negate(both(equal(row["种类"], "甲"), greater(row["数量"], 5))),
    'row.state = "done"': lambda row, me, post: equal(row["state"], "done"),
    'row.state != "done"': lambda row, me, post: negate(equal(row["state"], "done")),
    'me.full_name = "钱二"': lambda row, me, post: equal(me, "钱二"),
    'row.备注 = me.full_name': lambda row, me, post: equal(row["备注"], me),
    'post.organization.org_name = "甲局"': lambda row, me, post: equal(post, "甲局"),
}

# text → function of an organisation: its class (each class here is none of the others), or what is known of it
CLASSES = ["medical_institution", "enterprise"]
REGULATES = {
    'of class(organization, "medical_institution")': lambda body: body.cls == "medical_institution",
    'of class(organization, "医疗机构")': lambda body: body.cls == "medical_institution",
    'of class(organization, "enterprise")': lambda body: body.cls == "enterprise",
    'not(of class(organization, "enterprise"))': lambda body: body.cls != "enterprise",
    'organization.org_name = "诊所甲"': lambda body: body.name == "诊所甲",
    'organization.org_name != "诊所甲"': lambda body: body.name != "诊所甲",
}
