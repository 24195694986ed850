"""The words by which people head their columns, and write channels, departments and priorities, in three scripts."""

import re
import unicodedata
from collections import abc

Vocabulary = abc.Mapping[str, tuple[str, ...]]

# The first of two that fit equally well is taken, so the narrower sense stands first.
TIMES: Vocabulary = {
    "due": (
        "due", "target", "promised", "promise", "deadline", "sla", "required by", "expected", "expected completion",
        "target completion", "期限", "時限", "时限", "要求完成", "應完成", "应完成", "預計完成", "预计完成", "承諾", "承诺", "截止",
    ),
    "cancelled": ("cancelled", "canceled", "cancellation", "voided", "取消", "作廢", "作废"),
    "visited": (
        "return visit", "visited", "revisited", "visit", "follow up", "followed up", "survey", "回訪", "回访",
    ),
    "consented": ("consented", "consent", "agreed", "approved", "plan agreed", "同意", "確認方案", "确认方案"),
    "proposed": ("proposed", "plan proposed", "plan", "proposal", "quoted", "方案", "報價", "报价"),
    "told": (
        "told", "result told", "informed", "notified", "feedback", "告知", "結果告知", "结果告知", "反饋", "反馈", "回覆", "回复",
    ),
    "contacted": ("contacted", "owner contacted", "first contact", "contact", "called", "聯繫", "聯絡", "聯系", "联系", "联络"),
    "arrived": ("arrived", "arrival", "on site", "onsite", "on scene", "到場", "到场", "到達", "到达", "上門", "上门"),
    "dispatched": ("dispatched", "dispatch", "sent out", "派單", "派单", "派工", "分派", "下單", "下单"),
    "assigned": ("assigned", "assignment", "指派"),
    "accepted": ("accepted", "acknowledged", "接單", "接单"),
    "started": ("started", "work started", "start", "begun", "in progress", "開工", "开工", "開始", "开始", "施工"),
    "completed": (
        "completed", "completion", "complete", "finished", "resolved", "resolution", "fixed", "done", "完工", "完成", "處理完",
        "处理完", "修復", "修复", "竣工",
    ),
    "closed": ("closed", "close", "closure", "關閉", "关闭", "結案", "结案", "關單", "关单", "結束", "结束"),
    "opened": (
        "opened", "open", "created", "creation", "create", "received", "receipt", "reported", "requested", "submitted",
        "logged", "entered", "registered", "intake", "受理", "接報", "接报", "報事", "报事", "報修", "报修", "登記", "登记", "創建",
        "创建", "建立", "提交", "來電", "来电", "收到", "接待",
    ),
}  # fmt: skip
KEY = (
    "id", "no", "number", "nr", "key", "case id", "case number", "case", "ticket", "ticket id", "request id", "request number",
    "work order", "reference", "ref", "enquiry", "unique key", "編號", "编号", "單號", "单号", "工單號", "工单号", "工單編號",
    "工单编号", "流水號", "流水号", "號碼", "号码",
)  # fmt: skip
CATEGORY = (
    "category", "type", "request type", "complaint type", "service type", "issue type", "case type", "subcategory",
    "problem", "issue", "類別", "类别", "類型", "类型", "分類", "分类", "事項", "事项", "項目", "项目", "品類", "品类",
)  # fmt: skip
ATTRIBUTES: Vocabulary = {
    "department": (
        "department", "dept", "responsible department", "agency", "team", "部門", "部门", "責任部門", "责任部门", "班組", "班组",
    ),
    "priority": ("priority", "urgency", "severity", "優先", "优先", "緊急", "紧急", "等級", "等级"),
    "channel": (
        "channel", "source", "origin", "via", "received via", "method received", "渠道", "來源", "来源", "途徑", "途径", "方式",
    ),
}  # fmt: skip
MEANINGS: abc.Mapping[str, Vocabulary] = {
    "department": {
        "customer_service": ("customer", "客服", "客戶", "客户"),
        "maintenance": ("maintenance", "repair", "engineering", "工程", "維修", "维修", "維護", "维护"),
        "security": ("security", "保安", "安保", "安防", "秩序"),
        "cleaning": ("cleaning", "housekeeping", "sanitation", "保潔", "保洁", "清潔", "清洁", "環境", "环境"),
        "greening": ("greening", "landscape", "landscaping", "garden", "綠化", "绿化", "園林", "园林"),
        "administration": ("administration", "admin", "行政"),
    },
    "priority": {
        "P4": ("p4", "4", "low", "planned", "不急", "低", "計劃", "计划"),
        "P1": ("p1", "1", "emergency", "critical", "highest", "緊急", "紧急", "特急", "危險", "危险"),
        "P2": ("p2", "2", "urgent", "high", "急修", "加急", "急", "高"),
        "P3": ("p3", "3", "normal", "medium", "standard", "一般", "普通", "正常", "中"),
    },
    "channel": {
        "wechat": ("wechat", "weixin", "微信"),
        "app": ("app", "mobile app", "小程序", "應用", "应用"),
        "sms": ("sms", "text message", "短信", "簡訊"),
        "email": ("email", "e mail", "mail", "郵件", "邮件", "電郵"),
        "patrol": ("patrol", "inspection", "巡查", "巡檢", "巡检", "巡邏", "巡逻"),
        "visit": (
            "walk in",
            "in person",
            "counter",
            "front desk",
            "visit",
            "前台",
            "到訪",
            "來訪",
            "来访",
            "上門",
            "上门",
        ),
        "phone": ("phone", "call", "telephone", "hotline", "電話", "电话", "來電", "来电", "熱線", "热线"),
    },
}

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def likeness(text: str, phrases: abc.Iterable[str]) -> float:
    """How well a text fits the best of some phrases: 0 not at all, more for a longer phrase, most if it is all there is."""
    plain = unicodedata.normalize("NFKC", text)
    words = [word.lower() for word in WORD.findall(plain)]
    return max((_one(plain, words, phrase) for phrase in phrases), default=0.0)


def _one(plain: str, words: list[str], phrase: str) -> float:
    if phrase.isascii():
        wanted = phrase.split()
        fits = any(words[start : start + len(wanted)] == wanted for start in range(len(words)))
        return len(wanted) + (words == wanted) * 0.5 if fits else 0.0
    return len(phrase) / 2 + (plain.strip() == phrase) * 0.5 if phrase in plain else 0.0


def meaning(text: str, vocabulary: Vocabulary) -> str:
    """Which entry of the vocabulary the text means; empty if none."""
    fits = {name: likeness(text, phrases) for name, phrases in vocabulary.items()}
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] else ""
