"""What is known of the newest plan of each case, from the plans that stand there already."""

from typing import Any

from django.db import migrations
from django.db.models import F


def fill(apps: Any, _editor: Any) -> None:
    case, quote = apps.get_model("cases", "Case"), apps.get_model("cases", "Quote")
    # until now every plan was put on record as explained when it was proposed
    quote.objects.filter(explained_at=None).update(explained_at=F("proposed_at"))
    newest = quote.objects.filter(round=F("case__round")).order_by("case_id", "version")
    for case_id, version, consent in newest.values_list("case_id", "version", "consent").iterator(chunk_size=1000):
        case.objects.filter(pk=case_id).update(plan_version=version, plan_answer=consent)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_plan_answers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
