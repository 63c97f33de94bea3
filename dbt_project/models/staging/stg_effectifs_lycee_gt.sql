{%- set niveaux = [
    '2ndes_gt',
    '1eres_g', '1eres_sti2d', '1eres_stl', '1eres_stmg', '1eres_st2s', '1eres_std2a',
    'terminales_g', 'terminales_sti2d', 'terminales_stl', 'terminales_stmg', 'terminales_st2s', 'terminales_std2a',
] -%}
{%- set langues = ['allemand', 'anglais', 'espagnol', 'italien', 'autres_langues'] -%}

with

source as (
    {{ lac('effectifs_lycee_gt') }}
)

select
    cast(rentree_scolaire as varchar) as rentree_scolaire,
    cast(uai as varchar) as uai,
    cast(secteur as varchar) as secteur,
    cast(denomination_principale as varchar) as denomination_principale,
    cast(patronyme as varchar) as patronyme,
    cast(nombre_d_eleves as bigint) as nb_eleves,
    {%- for niveau in niveaux %}
    cast(n_{{ niveau }} as bigint) as n_{{ niveau }},
    {%- for langue in langues %}
    cast(n_{{ niveau }}_lv2_{{ langue }} as bigint) as n_{{ niveau }}_lv2_{{ langue }},
    {%- endfor %}
    {%- endfor %}
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
