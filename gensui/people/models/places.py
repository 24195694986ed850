"""Where: communities, their buildings, homes and public areas."""

from typing import ClassVar

from django.db import models

from gensui.people import spelling


class Site(models.Model):
    """A community. A company serves many; each has its own people, homes and cases."""

    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=60, default="Asia/Shanghai")
    hotline = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="site_key")]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building, named as people say it: ``3``."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="building_once_in_site")]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    """Homes, by what people call them."""

    def called(self, site: Site, label: str) -> "UnitQuerySet":
        """The home called so: ``3-1-502``, 3幢1單元502, or ``3-502`` where a building has one staircase or the room tells."""
        found = models.Q(pk=None)
        for way in spelling.homes(label):
            parts = [part.strip() for part in way.split("-")]
            if len(parts) == 3:
                found |= models.Q(building__name=parts[0], staircase=parts[1], room=parts[2])
            if len(parts) == 2:
                found |= models.Q(building__name=parts[0], room=parts[1])
        return self.filter(found, building__site=site)


class Unit(models.Model):
    """A home. ``staircase`` is empty where a building has but one."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    staircase = models.CharField(max_length=20, blank=True)
    room = models.CharField(max_length=20)
    label = models.CharField(max_length=90)

    objects: ClassVar[models.Manager["Unit"]] = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["building", "staircase", "room"], name="unit_once_in_building"),
        ]
        indexes = [models.Index(fields=["label"], name="unit_label")]  # the search by what people call a home

    def __str__(self) -> str:
        return self.label


class Area(models.Model):
    """A place that belongs to all: a garage, a lobby, a garden."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="areas")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="area_once_in_site")]

    def __str__(self) -> str:
        return self.name
