"""The statistics: pure functions from counts to figures, each checked against published ones.

What is undefined is None, never 0; what cannot be a count is refused with a ValueError. Nothing here is cut to size for
an audience: which figure may be shown, and to whom, is settled elsewhere.
"""

from queries.statistics.agreement import (
    Agreement,
    TableAgreement,
    agreement_2x2,
    agreement_table,
    pooled_agreement,
)
from queries.statistics.centralisation import (
    betweenness,
    betweenness_centralisation,
    degree_centralisation,
    in_centralisation,
    out_centralisation,
)
from queries.statistics.characters import character_agreement
from queries.statistics.clustering import clustered_interval, design_effect, leave_one_out_range
from queries.statistics.comparison import (
    CaseComparison,
    CrawfordHowell,
    case_against_group,
    crawford_howell,
)
from queries.statistics.cooccurrence import Cooccurrence, cooccurrence
from queries.statistics.core_periphery import CorePeriphery, core_periphery
from queries.statistics.differences import Difference, OddsRatio, difference_interval, odds_ratio
from queries.statistics.effect_size import HedgesG, Sample, hedges_g
from queries.statistics.graphs import degrees
from queries.statistics.hierarchy import Krackhardt, krackhardt
from queries.statistics.intervals import Interval, finite_pool_interval, proportion_interval
from queries.statistics.multiplicity import adjust
from queries.statistics.paired import PairedChange, paired_change
from queries.statistics.reliability import krippendorff_alpha
from queries.statistics.saturation import Run, Saturation, SaturationPoint, saturation, saturation_band
from queries.statistics.small_groups import boschloo_p, detectable_difference, fisher_p, smallest_fisher_p
from queries.statistics.ties import (
    EiIndex,
    component_ratio,
    density,
    ei_index,
    reciprocity_dyads,
    reciprocity_edges,
)
from queries.statistics.unitizing import Disagreement, UnitizingAlpha, unitizing_alpha

__all__ = [
    "Agreement",
    "CaseComparison",
    "Cooccurrence",
    "CorePeriphery",
    "CrawfordHowell",
    "Difference",
    "Disagreement",
    "EiIndex",
    "HedgesG",
    "Interval",
    "Krackhardt",
    "OddsRatio",
    "PairedChange",
    "Run",
    "Sample",
    "Saturation",
    "SaturationPoint",
    "TableAgreement",
    "UnitizingAlpha",
    "adjust",
    "agreement_2x2",
    "agreement_table",
    "betweenness",
    "betweenness_centralisation",
    "boschloo_p",
    "case_against_group",
    "character_agreement",
    "clustered_interval",
    "component_ratio",
    "cooccurrence",
    "core_periphery",
    "crawford_howell",
    "degree_centralisation",
    "degrees",
    "density",
    "design_effect",
    "detectable_difference",
    "difference_interval",
    "ei_index",
    "finite_pool_interval",
    "fisher_p",
    "hedges_g",
    "in_centralisation",
    "krackhardt",
    "krippendorff_alpha",
    "leave_one_out_range",
    "odds_ratio",
    "out_centralisation",
    "paired_change",
    "pooled_agreement",
    "proportion_interval",
    "reciprocity_dyads",
    "reciprocity_edges",
    "saturation",
    "saturation_band",
    "smallest_fisher_p",
    "unitizing_alpha",
]
