{%- set niveaux = [
    '2ndes_gt',
    '1eres_g', '1eres_sti2d', '1eres_stl', '1eres_stmg', '1eres_st2s', '1eres_std2a',
    'terminales_g', 'terminales_sti2d', 'terminales_stl', 'terminales_stmg', 'terminales_st2s', 'terminales_std2a',
] -%}
{%- set langues_rares = ['allemand', 'italien', 'autres_langues'] -%}
{%- set langues = ['anglais', 'espagnol'] + langues_rares -%}

select
    annee_scolaire,
    uai as entite,
    trim(concat_ws(' ', denomination_principale, patronyme)) as nom_etablissement,
    secteur,
    nb_eleves,
    {%- for langue in langues %}
    {% for niveau in niveaux -%}
    coalesce(n_{{ niveau }}_lv2_{{ langue }}, 0){{ ' + ' if not loop.last }}
    {%- endfor %} as nb_eleves_lv2_{{ langue }},
    {%- endfor %}
    {% for langue in langues_rares -%}
    {%- set hors_boucle = loop -%}
    {%- for niveau in niveaux -%}
    coalesce(n_{{ niveau }}_lv2_{{ langue }}, 0){{ ' + ' if not (loop.last and hors_boucle.last) }}
    {%- endfor %}
    {%- endfor %} as nb_eleves_lv2_hors_anglais_espagnol
from {{ ref('stg_effectifs_lycee_gt') }}
