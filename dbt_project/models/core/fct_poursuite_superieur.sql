{%- set lieux = ['autre_academie', 'meme_academie'] -%}
{%- set sts = ['sts_nr', 'sts_prive', 'sts_public'] -%}
{%- set filieres = ['univ', 'iut', 'cpge_prive', 'cpge_public'] + sts + ['autre_nr', 'autre_prive', 'autre_public'] -%}

-- decimals, not floats: sums stay exact whatever the order of the rows
select
    annee_scolaire,
    academie as entite,
    serie_bac,
    sexe,
    nb_bacheliers,
    {% for filiere in filieres -%}
    {%- set hors_boucle = loop -%}
    {%- for lieu in lieux -%}
    coalesce({{ filiere }}_{{ lieu }}, 0){{ ' + ' if not (loop.last and hors_boucle.last) }}
    {%- endfor %}
    {%- endfor %} as nb_poursuivants,
    {% for filiere in sts -%}
    {%- set hors_boucle = loop -%}
    {%- for lieu in lieux -%}
    coalesce({{ filiere }}_{{ lieu }}, 0){{ ' + ' if not (loop.last and hors_boucle.last) }}
    {%- endfor %}
    {%- endfor %} as nb_poursuivants_sts
from {{ ref('stg_poursuite_superieur_academie') }}
