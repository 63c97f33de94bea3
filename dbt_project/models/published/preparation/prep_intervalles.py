"""Uncertainty intervals of the observations that can have one.

What belongs here: the bounds, from the library, of each distinct pair of counts. What does not:
which indicators have an interval, and what a change within noise means (`macros/progres.sql`).
A Python model, because SQL has no Poisson distribution; the library is imported when it runs.
"""


def bounds(numerateur, denominateur, level):
    """Return the lower and upper bounds of shares (Wilson) and of counts (exact Poisson).

    A count has no denominator (NaN). What is no count, or no part of its whole, has no bounds.
    Wilson: the score interval (Newcombe 1998, method 3). Poisson: the means under which so many
    at least, or so many at most, have the probability (1 - level) / 2.
    """
    import numpy as np
    from scipy.special import ndtri, pdtri

    tail = (1 - level) / 2
    lower, upper = np.full((2, len(numerateur)), np.nan)
    counted = (numerateur >= 0) & (numerateur % 1 == 0)

    parts = counted & (denominateur % 1 == 0) & (denominateur > 0) & (numerateur <= denominateur)
    k, n = numerateur[parts], denominateur[parts]
    z = -ndtri(tail)
    centre, spread = k + z**2 / 2, z * np.sqrt(k * (n - k) / n + z**2 / 4)
    # The bounds of none and of all are exact: rounding must not leave the value outside.
    lower[parts] = np.where(k == 0, 0.0, (centre - spread) / (n + z**2))
    upper[parts] = np.where(k == n, 1.0, (centre + spread) / (n + z**2))

    whole = counted & np.isnan(denominateur)
    k = numerateur[whole]
    lower[whole] = np.where(k == 0, 0.0, pdtri(np.maximum(k - 1, 0), 1 - tail))
    upper[whole] = pdtri(k, tail)
    return lower, upper


def model(dbt, _session):
    """Return one row per distinct pair of the table of indicators, with its two bounds.

    Once it stands, only the pairs that it lacks: the bounds of a pair never change.
    """
    dbt.config(materialized="incremental")
    level = dbt.config.meta_get("niveau_confiance")
    pairs = (
        dbt.ref("indicateurs")
        .filter("ventilation = 'ensemble' and valeur is not null and numerateur is not null")
        .project("numerateur, coalesce(denominateur, 'nan') as denominateur")
        .distinct()
    )
    if dbt.is_incremental:
        known = _session.sql(f"select numerateur, coalesce(denominateur, 'nan') from {dbt.this}")
        pairs = pairs.except_(known)
    pairs = pairs.fetchnumpy()
    lower, upper = bounds(**pairs, level=level / 100)
    return pairs | {"borne_inferieure": lower, "borne_superieure": upper}
