"""Regions, departments, enterprises, people, and what binds them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.posts import prefix_of
from accounts.querysets import (
    DelegationQuerySet,
    DepartmentQuerySet,
    EnterpriseQuerySet,
    MembershipQuerySet,
    PeopleManager,
    RegionQuerySet,
)
from core.display import by_language
from core.light import LightRows


class Region(models.Model):
    """行政区划 (GB/T 2260). Changes are versioned by validity; the code is never reused."""

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", _("province")
        CITY = "CITY", _("city")
        COUNTY = "COUNTY", _("county")

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    boundary = models.BinaryField(null=True, blank=True)
    """WKB in EPSG:4490, longitude and latitude in degrees."""
    minx = models.FloatField(null=True)
    miny = models.FloatField(null=True)
    maxx = models.FloatField(null=True)
    maxy = models.FloatField(null=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language; papers and records always carry the Chinese `name`."""
        return by_language(self.name, self.name_en)

    @property
    def prefix(self) -> str:
        """The leading digits shared by the whole subtree: 36 province, 3607 city, 360702 county."""
        return prefix_of(self.code, self.level)


class Department(LightRows):
    """审批部门: an authority of one region. `function` is the catalogue's department code."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    short_name = models.CharField(max_length=30, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments")
    function = models.CharField(max_length=30, db_index=True)
    is_approval_bureau = models.BooleanField(default=False)
    is_window = models.BooleanField(default=False)
    """综合窗口: the comprehensive window of the region's service hall."""
    active = models.BooleanField(default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["region_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "function"], name="one_department_per_function_and_region")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language; papers and records always carry the Chinese `name`."""
        return by_language(self.name, self.name_en)

    @property
    def short_label(self) -> str:
        """简称 in Chinese, the name in English; for narrow columns."""
        return by_language(self.short_name or self.name, self.name_en)


class Enterprise(LightRows):
    """建设单位 and other legal persons, by unified social credit code (GB 32100-2015)."""

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=200)
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person. Never deleted (the journal and the workflow point here), only deactivated."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    objects: ClassVar[PeopleManager] = PeopleManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username


class Role(models.TextChoices):
    """What a membership lets a person do. Officers' roles are bound to a department."""

    OWNER = "OWNER", _("enterprise")
    AGENT = "AGENT", _("agent")
    CLERK = "CLERK", _("window clerk")
    REVIEWER = "REVIEWER", _("reviewer")
    HEAD = "HEAD", _("department head")
    LEAD = "LEAD", _("lead officer")
    SUPERVISOR = "SUPERVISOR", _("supervisor")
    ZONE_MANAGER = "ZONE_MANAGER", _("zone manager")
    ADMIN = "ADMIN", _("administrator")


class Membership(models.Model):
    """A person holds a role in a department, an enterprise or a region, between two dates."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)
    enterprise = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)
    """The subtree a supervisor watches; the officer's region follows from the department."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="membership_is_bound_to_one_body",
                condition=(
                    models.Q(role="OWNER", enterprise__isnull=False)
                    | models.Q(role__in=["CLERK", "REVIEWER", "HEAD", "LEAD"], department__isnull=False)
                    | models.Q(role__in=["SUPERVISOR", "ZONE_MANAGER"], region__isnull=False)
                    | models.Q(role__in=["ADMIN", "AGENT"])
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class Delegation(models.Model):
    """委托/代办: a person lets another act in a membership until a date; the stand-in acts as 代.

    An enterprise's delegation to an agent may be limited to project codes (empty = all).
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_received")
    project_codes = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=models.Q(valid_to__gte=models.F("valid_from")),
            )
        ]
