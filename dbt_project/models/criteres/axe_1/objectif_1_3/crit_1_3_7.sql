-- 1.3.7: jeunes décrocheurs
with

decrocheurs as (
    {{ mesures(ref('fct_decrochage'), {
        'confirmes': 'count(distinct fait.eleve)',
        'pris_en_charge': 'count(distinct fait.eleve) filter (where fait.pris_en_charge)',
        'en_formation': 'count(distinct fait.eleve) filter (where fait.en_formation)',
    }, ventilations=['sexe', 'niveau', 'type_etablissement']) }}
),

seize_ans as (
    {{ mesures(ref('fct_eleves_16_ans'), {
        'eleves': personnes_distinctes('eleve'),
    }, ventilations=['sexe', 'type_etablissement']) }}
)

{{ indicateurs({
    '1.3.7-a': 'decrocheurs.confirmes',
    '1.3.7-b': 'decrocheurs.confirmes / seize_ans.eleves',
    '1.3.7-c': 'decrocheurs.pris_en_charge / decrocheurs.confirmes',
    '1.3.7-d': 'decrocheurs.en_formation / decrocheurs.confirmes',
}) }}
